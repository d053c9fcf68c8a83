import {
  type CapiClient,
  type CapiEvent,
  type EventOutcome,
  type EventSink,
  type OnceStore,
  onlyOnce,
  type PreparedEvent,
  type SendOptions,
  type SendResult,
} from '@meta-capi/core';
import type { QueueRecord } from './record.ts';

export type Deliver = Pick<CapiClient, 'deliver'>;

export interface Delivered {
  readonly outcomes: readonly EventOutcome[];
  /** Only what the client returned, without what the store kept from being sent. */
  readonly sent: readonly EventOutcome[];
}

/** Sends the events of one pixel; with a store, only those that were not sent before. Never rejects. */
export async function deliverAll(
  client: Deliver,
  records: readonly QueueRecord[],
  once: { store: OnceStore | undefined; scope: string },
  options: SendOptions,
): Promise<Delivered> {
  const prepared = records.map(({ event }) => event);
  const sent: EventOutcome[] = [];
  const deliver: Deliver['deliver'] = async (events, send) => {
    const result = await client.deliver(events, send);
    sent.push(...result.outcomes);
    return result;
  };
  try {
    const { outcomes } =
      once.store === undefined
        ? await deliver(prepared, options)
        : await deliverOnce(deliver, prepared, { ...once, store: once.store }, options);
    return { outcomes, sent };
  } catch {
    const unknown = records.map(unanswered);
    return { outcomes: unknown, sent: unknown };
  }
}

/** `onlyOnce` reads only names and ids, so it works for prepared events too. */
function deliverOnce(
  deliver: Deliver['deliver'],
  prepared: readonly PreparedEvent[],
  { store, scope }: { store: OnceStore; scope: string },
  options: SendOptions,
): Promise<SendResult> {
  const preparedOf = new Map(
    prepared.map((event): [CapiEvent, PreparedEvent] => {
      const { event_name: eventName, event_id: eventId, event_time: eventTime } = event.wire;
      return [{ eventName, eventId, eventTime }, event];
    }),
  );
  const sink: EventSink = {
    sendEvents: (events, send) =>
      deliver(
        events.flatMap((event) => preparedOf.get(event) ?? []),
        send,
      ),
  };
  return onlyOnce(sink, store, { scope }).sendEvents(Array.from(preparedOf.keys()), options);
}

/** The client rejected or omitted an outcome, against its contract: Meta may have received a copy. */
export function unanswered({ event: { wire } }: QueueRecord): EventOutcome {
  return { eventName: wire.event_name, eventId: wire.event_id, outcome: 'ambiguous' };
}
