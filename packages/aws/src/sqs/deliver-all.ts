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
  /** The outcomes that the client returned, without those of events that a check skipped. */
  readonly sent: readonly EventOutcome[];
}

/** The checks before an event is sent. */
export interface Checks {
  /** Remembers sent events; see `onlyOnce`. */
  readonly store?: OnceStore | undefined;
  readonly isStillAllowed?: IsPreparedStillAllowed | undefined;
}

/** Like `IsStillAllowed` of `@meta-capi/core`, but for the queued event, whose identities are hashed. */
export type IsPreparedStillAllowed = (event: PreparedEvent) => boolean | Promise<boolean>;

/** Sends the events of one pixel that pass the checks. Never rejects. */
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

/** `onlyOnce` and `unlessWithdrawn` do not change events, so they can wrap the sending of prepared events. */
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
  // The store is checked first: an event that was sent before needs no check of its consent.
  if (store !== undefined) sink = onlyOnce(sink, store, { scope });
  return sink.sendEvents(Array.from(preparedOf.keys()), options);
}

/** The client broke its contract: it rejected, or omitted an outcome. Meta may have received the event. */
export function unanswered({ event: { wire } }: QueueRecord): EventOutcome {
  return { eventName: wire.event_name, eventId: wire.event_id, outcome: 'ambiguous' };
}
