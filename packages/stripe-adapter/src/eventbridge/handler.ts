import {
  type CapiEvent,
  consoleReporter,
  type EventOutcome,
  type EventSink,
  observed,
  type Reporter,
  type SendResult,
  timeLimited,
  type Warning,
} from '@meta-capi/core';
import { isRetryableLater } from '@meta-capi/core/adapter';
import { skippedAccount } from '../mapping/accounts.ts';
import type { StripeToEventsOptions } from '../mapping/options.ts';
import { eventType, type StripeEvent } from '../mapping/stripe-event.ts';
import { eventsOf } from '../mapping/to-events.ts';
import { stripeEventWarnings } from '../mapping/warnings.ts';
import { createEnricher } from '../webhook/enricher.ts';
import type { StripeLookups } from '../webhook/look-up.ts';
import { optionsFault, optionsNotes } from '../webhook/options-fault.ts';
import { RedeliveryNeededError } from '../webhook/redelivery-needed.ts';
import { accountWithoutSink, type SinkOfAccount, sinkOfEvent } from '../webhook/sink-of-account.ts';

export interface StripeEventBridgeOptions extends StripeToEventsOptions {
  /**
   * The Stripe accounts whose events count, as of `stripeAdapter`. The function that returns the
   * client of an account is called only for these.
   * @default ["own"], and "all" with such a function
   */
  accounts?: 'all' | readonly string[] | undefined;
  /** As of `stripeAdapter`: your Stripe client, for thin events and for what payloads omit. */
  stripe?: StripeLookups | undefined;
  /** Receives what became of each event; its `error` lines are what to alarm on. @default consoleReporter */
  reporter?: Reporter | undefined;
}

/** What EventBridge invokes a Lambda function with, in the fields that are read. */
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
export interface EventBridgeEvent {
  source: string;
  detail: unknown;
}

export type EventBridgeHandler = (
  event: EventBridgeEvent,
  context?: { getRemainingTimeInMillis(): number },
) => Promise<void>;

/**
 * A Lambda function for Stripe's partner event bus on Amazon EventBridge, with snapshot and thin events;
 * no public endpoint. It handles one event an invocation.
 *
 * It throws only where the event may still be counted later: not sent, perhaps sent, refused for the
 * token or missing settings, or Stripe did not answer what it counts as. Lambda then invokes it twice
 * more within minutes, and afterwards discards the event, unless the function has an on-failure
 * destination. The error is in our words, without personal data. It returns after everything else.
 *
 * @param sink the client, or a function that returns the client of a Stripe account
 * @example
 * export const handler = stripeEventBridgeHandler(capi, { stripe });
 */
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
export function stripeEventBridgeHandler(
  sink: EventSink | SinkOfAccount,
  { stripe, reporter = consoleReporter, ...options }: StripeEventBridgeOptions = {},
): EventBridgeHandler {
  const sinkOf = typeof sink === 'function' ? sink : undefined;
  // A function that chooses the client also decides which accounts count, unless they are listed.
  const mapping =
    sinkOf === undefined ? options : { ...options, accounts: options.accounts ?? ('all' as const) };
  const fault = optionsFault(mapping, known);
  for (const note of optionsNotes(mapping, stripe !== undefined)) console.warn(note);
  const enricher = createEnricher(mapping, stripe);
  const report = reportTo(reporter);

  return async (invocation, context) => {
    // A console or a test may invoke the function with `null`.
    const { source: sender, detail } = (invocation ?? {}) as Partial<EventBridgeEvent>;
    if (!isStripe(sender)) return report('error', notFromStripe);
    const event = detail as StripeEvent;
    try {
      if (fault !== undefined) throw new RedeliveryNeededError(fault);
      enricher.received(event);
      const skipped = skippedAccount(event, mapping);
      if (skipped !== undefined) return report('info', ignored, [skipped]);
      const chosen =
        sinkOf === undefined ? (sink as EventSink) : await sinkOfEvent(sinkOf, event, mapping);
      const without = chosen === undefined ? accountWithoutSink(event, mapping) : [];
      if (without.length > 0) return report('info', ignored, without);
      const events = eventsToSend(await enricher.enrich(event), mapping, report);
      if (chosen !== undefined) await send(events, chosen, reporter, context);
    } catch (error) {
      throw failure(error, report);
    }
  };
}

const known = [
  'stripe',
  'reporter',
  'purchaseSource',
  'renewals',
  'subscriptionEvents',
  'eventSourceUrl',
  'accounts',
];

const source = 'stripe-eventbridge';
const ignored = 'Ignored.';

// AWS reserves sources that begin with `aws.`: only Stripe can put such events on its bus.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-saas.html
function isStripe(sender: unknown): boolean {
  return typeof sender === 'string' && /^aws\.partner\/stripe\.com(?:\/|$)/.test(sender);
}

const notFromStripe =
  'An event whose source is not aws.partner/stripe.com was received and ignored. Invoke this function by a rule on Stripe’s partner event bus, and leave the whole event as its input.';

type Report = (level: 'error' | 'info', message: string, warnings?: readonly Warning[]) => void;

function reportTo(reporter: Reporter): Report {
  return (level, message, warnings = []) => {
    try {
      const report = { level, source, message, outcomes: [], warnings };
      // The reporter may be async: its rejection must not become an unhandled one.
      Promise.resolve<unknown>(reporter(report)).catch(() => undefined);
    } catch {
      // A reporter must not cost the event.
    }
  };
}

function eventsToSend(
  event: StripeEvent,
  options: StripeToEventsOptions,
  report: Report,
): readonly CapiEvent[] {
  const events = eventsOf(event, options);
  if (events.length > 0) return events;
  const warnings = stripeEventWarnings(event, options);
  if (eventType(event) === undefined) report('error', notAnEvent);
  else if (warnings.length > 0) report('error', 'No event was made.', warnings);
  return [];
}

const notAnEvent =
  'The detail of an event is not a Stripe event, so nothing is sent. Leave the whole event as the input of the function.';

async function send(
  events: readonly CapiEvent[],
  sink: EventSink,
  reporter: Reporter,
  context: Parameters<EventBridgeHandler>[1],
): Promise<void> {
  if (events.length === 0) return;
  const timeoutMs = sendingMs(sink, context);
  const sending = observed(timeLimited(sink), reporter, source);
  const result = await sending.sendEvents(events, timeoutMs === undefined ? {} : { timeoutMs });
  if (result.outcomes.some(isRetryableLater)) throw new NotSentError(sentence(result));
}

/** The observed sink has reported it. */
class NotSentError extends RedeliveryNeededError {}

function sentence(result: SendResult): string {
  if (result.ok || result.skipped) {
    const reasons = result.outcomes.map(({ reason }: EventOutcome) => reason).filter(Boolean);
    return `Skipped: ${[...new Set(reasons)].join(', ')}.`;
  }
  return result.error.message;
}

/** What is left of the function's time, less a second for the report; none where it is not known. */
function sendingMs(
  sink: EventSink,
  context: Parameters<EventBridgeHandler>[1],
): number | undefined {
  const leftMs = context?.getRemainingTimeInMillis?.();
  if (typeof leftMs !== 'number' || Number.isNaN(leftMs)) return undefined;
  const ownMs = sink.timeoutMs ?? 10_000;
  return Math.max(500, Math.min(ownMs, leftMs - 1000));
}

/** The error that Lambda logs and writes into the record of the failure. */
function failure(error: unknown, report: Report): Error {
  const text =
    error instanceof RedeliveryNeededError ? error.message : 'The function failed unexpectedly.';
  if (!(error instanceof NotSentError)) report('error', text);
  return new Error(`The Stripe event was not sent: ${text} ${retries}`);
}

const retries =
  'Lambda tries it again for a few minutes, then sends it to the on-failure destination of the function.';
