import { type CapiEvent, createCapiClient, type EventSink, type Report } from '@meta-capi/core';
import { columns } from '../columns.ts';
import type { Context } from '../context.ts';
import { dryRunSink } from '../dry-run-sink.ts';
import { readTexts } from '../files/read-files.ts';
import type { ExitCode } from '../output.ts';
import { moneyText } from '../stripe-events/money.ts';
import type { SettingsFlags } from '../stripe-events/settings.ts';
import { readTarget } from '../target.ts';
import { activeCampaignSource } from './activecampaign.ts';
import { cognitoSource } from './cognito.ts';
import type { SavedBody, Source } from './source.ts';
import { stripeSource } from './stripe.ts';

export interface ReplayFlags extends SettingsFlags {
  sandbox?: string | undefined;
  dryRun?: boolean | undefined;
  trust?: boolean | undefined;
  lookUp?: boolean | undefined;
  account?: string | undefined;
  list?: string | undefined;
}

export type SourceName = 'activecampaign' | 'cognito' | 'stripe';

interface Replayed {
  readonly place: string;
  /** The status with which the route would answer the source. */
  readonly status: number;
  readonly events: readonly {
    eventName: string;
    eventId: string;
    value?: number | undefined;
    currency?: string | undefined;
    outcome: string;
    reason?: string | undefined;
  }[];
  /** Why there is no event, or what to correct. */
  readonly messages: readonly string[];
}

/** `replay`: saved webhook bodies through the adapter of the route, to the sandbox or to Meta. */
export async function replay(
  name: SourceName,
  files: readonly string[],
  flags: ReplayFlags,
  { env, stdin, output }: Context,
): Promise<ExitCode> {
  const target = readTarget(env, flags.sandbox);
  const source = await sourceOf(name, flags, env);
  const texts = await readTexts(files, stdin);
  const bodies = texts.flatMap((text) => source.bodiesOf(text));
  const sink = flags.dryRun ? dryRunSink(target.config) : createCapiClient(target.config);
  if (!flags.dryRun) output.progress(`Sending to ${target.description}.`);
  const replayed: Replayed[] = [];
  for (const body of bodies) replayed.push(await replayOne(body, source, sink));
  const report = { target: target.description, dryRun: flags.dryRun === true, bodies: replayed };
  output.print(textOf(report.bodies, report.dryRun), report);
  return bodies.length > 0 && replayed.every(isDone) ? 'ok' : 'problem';
}

async function sourceOf(
  name: SourceName,
  flags: ReplayFlags,
  env: Context['env'],
): Promise<Source> {
  if (name === 'stripe') return stripeSource(flags, env);
  return name === 'activecampaign' ? activeCampaignSource(flags, env) : cognitoSource(flags);
}

async function replayOne(
  { body, place }: SavedBody,
  source: Source,
  sink: EventSink,
): Promise<Replayed> {
  const reports: Report[] = [];
  const given: CapiEvent[] = [];
  const remembering: EventSink = {
    sendEvents(events, options) {
      given.push(...events);
      return sink.sendEvents(events, options);
    },
  };
  const route = source.route(remembering, {
    reporter: (report) => void reports.push(report),
    timeoutMs: 30_000,
  });
  const { status } = await route(await source.requestOf(body));
  const outcomes = reports.flatMap((report) => report.outcomes);
  const events = outcomes.map(({ eventName, eventId, outcome, reason, error }, at) => {
    const { value, currency } = given[at]?.customData ?? {};
    const why = reason ?? error?.message;
    return { eventName, eventId, value: numberOf(value), currency, outcome, reason: why };
  });
  const messages = reports.flatMap(({ outcomes: sent, message, warnings }) => [
    ...(sent.length === 0 && warnings.length === 0 ? [message] : []),
    ...warnings.map((warning) => warning.message),
  ]);
  return { place, status, events, messages };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function isDone({ status, events }: Replayed): boolean {
  return status === 200 && events.every(({ outcome }) => outcome !== 'rejected');
}

function textOf(bodies: readonly Replayed[], isDryRun: boolean): string {
  const rows = bodies.flatMap(({ place, status, events, messages }) => [
    ...events.map((event) => [
      place,
      String(status),
      isDryRun && event.outcome === 'delivered' ? 'would be sent' : event.outcome,
      event.eventName,
      event.eventId,
      moneyText(event),
      event.reason ?? '',
    ]),
    ...(events.length === 0 ? [[place, String(status), 'no event', '', '', '', '']] : []),
    ...messages.map((message) => [place, '', '', '', '', '', message]),
  ]);
  const events = bodies.flatMap((body) => body.events);
  const sent = events.filter(({ outcome }) => outcome === 'delivered').length;
  const verb = isDryRun ? 'would be sent' : 'sent';
  return [
    `${bodies.length} bodies, ${sent} ${sent === 1 ? 'event' : 'events'} ${verb}, ${events.length - sent} not.`,
    ...columns(rows, [5]),
  ].join('\n');
}
