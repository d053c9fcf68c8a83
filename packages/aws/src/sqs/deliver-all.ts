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
  unlessWithdrawn,
} from '@meta-capi/core';
import type { QueueRecord } from './record.ts';

export type Deliver = Pick<CapiClient, 'deliver'>;

export interface Delivered {
  readonly outcomes: readonly EventOutcome[];
  /** Only what the client returned, without what the store kept from being sent. */
  readonly sent: readonly EventOutcome[];
}

/** What is asked before an event is sent. */
export interface Checks {
  /** Remembers what was sent; see `onlyOnce`. */
  readonly store?: OnceStore | undefined;
  readonly isStillAllowed?: IsPreparedStillAllowed | undefined;
}

/** As `IsStillAllowed` of `@meta-capi/core`, with the queued event: its identities are hashed. */
export type IsPreparedStillAllowed = (event: PreparedEvent) => boolean | Promise<boolean>;

/** Sends the events of one pixel that the checks let through. Never rejects. */
export async function deliverAll(
  client: Deliver,
  records: readonly QueueRecord[],
  checks: Checks & { scope: string },
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
    const { outcomes } = await deliverChecked(deliver, prepared, checks, options);
    return { outcomes, sent };
  } catch {
    const unknown = records.map(unanswered);
    return { outcomes: unknown, sent: unknown };
  }
}

/** `onlyOnce` and `unlessWithdrawn` pass events on as they are, so they work for prepared events too. */
function deliverChecked(
  deliver: Deliver['deliver'],
  prepared: readonly PreparedEvent[],
  { store, isStillAllowed, scope }: Checks & { scope: string },
  options: SendOptions,
): Promise<SendResult> {
  if (store === undefined && isStillAllowed === undefined) return deliver(prepared, options);
  const preparedOf = new Map(
    prepared.map((event): [CapiEvent, PreparedEvent] => {
      const { event_name: eventName, event_id: eventId, event_time: eventTime } = event.wire;
      return [{ eventName, eventId, eventTime }, event];
    }),
  );
  let sink: EventSink = {
    sendEvents: (events, send) =>
      deliver(
        events.flatMap((event) => preparedOf.get(event) ?? []),
        send,
      ),
  };
  if (isStillAllowed !== undefined) {
    sink = unlessWithdrawn(sink, (event) => isStillAllowed(preparedOf.get(event) as PreparedEvent));
  }
  // The store is asked first: what was sent before needs no question about consent.
  if (store !== undefined) sink = onlyOnce(sink, store, { scope });
  return sink.sendEvents(Array.from(preparedOf.keys()), options);
}

/** The client rejected or omitted an outcome, against its contract: Meta may have received a copy. */
export function unanswered({ event: { wire } }: QueueRecord): EventOutcome {
  return { eventName: wire.event_name, eventId: wire.event_id, outcome: 'ambiguous' };
}
