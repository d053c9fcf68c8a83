import { consoleReporter, type EventSink, observed, type Reporter } from '@meta-capi/core';
import { withTimeout } from '@meta-capi/core/adapter';
import type { Context, PostConfirmationTriggerEvent } from 'aws-lambda';
import { type CognitoToEventsOptions, readConfirmation } from './cognito-to-events.ts';
import { createNotices } from './notices.ts';
import type { CognitoAttributes, PostConfirmationEvent } from './post-confirmation-event.ts';
import { ifTimeIsLeft } from './time-left.ts';

export interface PostConfirmationHandlerOptions extends CognitoToEventsOptions {
  /**
   * Receives the outcome of each registration and each event whose registration was lost. It also
   * receives, once per process, why other events were ignored. Set an alarm on its `error` lines.
   * @default consoleReporter
   */
  reporter?: Reporter | undefined;
  /**
   * Looks up attributes that the event lacks, such as `adminGetUser(client)`. It has 800 ms. If it
   * fails, the event is sent without them.
   */
  readAttributes?: ((event: PostConfirmationEvent) => Promise<CognitoAttributes>) | undefined;
}

/** Fits `PostConfirmationTriggerHandler` of `@types/aws-lambda`. */
export type PostConfirmationHandler = (
  event: PostConfirmationTriggerEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<PostConfirmationTriggerEvent>;

/**
 * A PostConfirmation trigger that sends one event for every registration. It always returns the event
 * object to Cognito: it never throws, and takes at most 2.2 seconds.
 *
 * It makes at most two attempts. Cognito runs a slow trigger up to three times, and all copies of a
 * registration have the same event id.
 *
 * @example
 * export const handler = createPostConfirmationHandler(capi);
 */
// Cognito waits 5 seconds, makes three attempts, and then fails the user's call:
// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
export function createPostConfirmationHandler(
  sink: EventSink,
  options: PostConfirmationHandlerOptions = {},
): PostConfirmationHandler {
  const { reporter = consoleReporter, readAttributes } = options;
  const reported = observed(ifTimeIsLeft(sink), reporter, source);
  const notify = createNotices(reporter, source);

  async function send(event: PostConfirmationEvent, deadline: number): Promise<void> {
    const receivedAt = new Date();
    let reading = readConfirmation(event, receivedAt, options);
    if (readAttributes !== undefined && reading.events.length > 0) {
      const richer = await withTimeout(enriched(event, readAttributes), lookupTimeoutMs);
      if (richer !== undefined) reading = readConfirmation(richer, receivedAt, options);
    }
    notify(reading);
    const { events } = reading;
    if (events.length === 0) return;
    const timeoutMs = Math.floor(deadline - performance.now());
    await reported.sendEvents(events, { timeoutMs, maxAttempts: 2 });
  }

  return async (event, context) => {
    const deadline = performance.now() + Math.min(clientMs, remainingMs(context) - reserveMs);
    try {
      await send(event, deadline);
    } catch {
      // Nothing above rejects. An error here would reach the user, who could not confirm again.
    }
    return event;
  };
}

const source = 'cognito-trigger';

/** The time for sending. The client has 200 ms more to return the outcome. */
const clientMs = 2000;
const reserveMs = 700;
const lookupTimeoutMs = 800;

function remainingMs(context: Pick<Context, 'getRemainingTimeInMillis'> | undefined): number {
  try {
    const ms: unknown = context?.getRemainingTimeInMillis();
    return typeof ms === 'number' && !Number.isNaN(ms) ? ms : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** The event's own attributes have priority. Copies the event: Cognito gets its event back unchanged. */
async function enriched(
  event: PostConfirmationEvent,
  readAttributes: (event: PostConfirmationEvent) => Promise<CognitoAttributes>,
): Promise<PostConfirmationEvent | undefined> {
  try {
    const userAttributes = { ...(await readAttributes(event)), ...event.request.userAttributes };
    return { ...event, request: { ...event.request, userAttributes } };
  } catch {
    return undefined;
  }
}
