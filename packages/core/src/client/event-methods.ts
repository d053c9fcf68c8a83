import type { CapiEvent } from '../event/capi-event.ts';
import type { SendResult } from '../event/result.ts';
import {
  type EventInput,
  type StandardEventName,
  standardEventNames,
} from '../event/standard-events.ts';
import type { EventSink, SendOptions } from '../sink/sink.ts';

/** One method for each of Meta's standard events: `sendPurchaseEvent`, `sendLeadEvent`, … */
type StandardEventSenders = {
  [Name in StandardEventName as `send${Name}Event`]: (
    input: EventInput<Name>,
    options?: SendOptions,
  ) => Promise<SendResult>;
};

/** The methods that send one event. `eventTime` is now unless given. */
export interface EventSenders extends StandardEventSenders {
  /** Sends a standard event or a custom one. */
  sendCapiEvent<Name extends string>(
    eventName: Name,
    input: EventInput<Name>,
    options?: SendOptions,
  ): Promise<SendResult>;
}

/** Adds to a sink the methods that take one event. */
export function withSenders<Sink extends EventSink>(sink: Sink): EventSenders & Sink {
  const sendCapiEvent = (
    eventName: string,
    input: EventInput<string>,
    options?: SendOptions,
  ): Promise<SendResult> => sink.sendEvents([toEvent(eventName, input)], options);
  const senders = Object.fromEntries(
    standardEventNames.map((name) => [
      `send${name}Event`,
      (input: EventInput<string>, options?: SendOptions) => sendCapiEvent(name, input, options),
    ]),
  ) as StandardEventSenders;
  return { ...sink, ...senders, sendCapiEvent };
}

function toEvent(eventName: string, input: EventInput<string>): CapiEvent {
  try {
    const eventTime = input.eventTime ?? new Date();
    // With the names first: see `startAttempts` on keys after a spread.
    const event = { eventName, eventTime, ...input } as CapiEvent;
    event.eventName = eventName;
    event.eventTime = eventTime;
    return event;
  } catch {
    // A getter of the caller threw: the sink reports it.
    return input as CapiEvent;
  }
}
