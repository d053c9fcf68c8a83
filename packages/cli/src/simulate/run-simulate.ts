import { stripeEventTypes } from '@meta-capi/stripe-adapter';
import type { Context } from '../context.ts';
import { readRecords } from '../files/read-files.ts';
import { readSince } from '../files/since.ts';
import { CommandError, type ExitCode } from '../output.ts';
import { judgeAll } from '../stripe-events/judge-all.ts';
import { type ReadEvent, readEvents } from '../stripe-events/read-events.ts';
import { readSettings, type Settings, type SettingsFlags } from '../stripe-events/settings.ts';
import { createStripeClient, stripeRecords } from '../stripe-events/stripe-client.ts';
import { simulationText } from './report.ts';
import { changes, type Simulated, simulate, tally } from './tally.ts';

export interface SimulateFlags extends SettingsFlags {
  comparePurchaseSource?: string | undefined;
  compareRenewals?: string | undefined;
  compareSubscriptionEvents?: string | undefined;
  compareConsentUnknown?: string | undefined;
  since?: string | undefined;
  lookUp?: boolean | undefined;
  all?: boolean | undefined;
}

/** `simulate stripe`: what a webhook route would send of past Stripe events, under one or two settings. */
export async function runSimulate(
  files: readonly string[],
  flags: SimulateFlags,
  context: Context,
): Promise<ExitCode> {
  const { env, output } = context;
  const first = readSettings(flags, env);
  const second = comparedSettings(flags, env);
  const stripe = files.length === 0 || flags.lookUp ? await createStripeClient(env) : undefined;
  const { events, problems } = await eventsOf(files, flags, stripe, context);
  const results = [];
  for (const settings of second === undefined ? [first] : [first, second]) {
    const simulated = simulate(events, await judgeAll(events, settings, stripe, output.progress));
    results.push({ settings, simulated, tally: tally(simulated) });
  }
  const simulation = {
    read: events.length,
    from: timeText(events[0]),
    to: timeText(events.at(-1)),
    problems,
    results: results.map(({ settings, tally: counted }) => ({ settings, tally: counted })),
    changes: changes(results[0]?.simulated ?? [], results[1]?.simulated ?? []),
  };
  const most = flags.all ? Number.POSITIVE_INFINITY : 20;
  output.print(simulationText(simulation, most), simulation);
  return problems.length === 0 ? 'ok' : 'problem';
}

/** The events of the files, or without files those that Stripe still lists. */
async function eventsOf(
  files: readonly string[],
  flags: SimulateFlags,
  stripe: Awaited<ReturnType<typeof createStripeClient>> | undefined,
  { stdin, output }: Context,
): Promise<ReturnType<typeof readEvents>> {
  const isFromApi = files.length === 0;
  const since = readSince(flags.since ?? '30d', Date.now());
  const read =
    isFromApi && stripe !== undefined
      ? await stripeRecords(stripe, { types: stripeEventTypes, since }, output.progress)
      : await readRecords(files, stdin);
  const { events: all, problems } = readEvents(read);
  const isSince = flags.since !== undefined && !isFromApi;
  const events = isSince ? all.filter(({ created }) => created * 1000 >= since.getTime()) : all;
  if (events.length > 0) return { events, problems };
  throw new CommandError(
    'usage',
    `No Stripe event was read${problems[0] ? `: ${problems[0].place}: ${problems[0].message}` : '.'}`,
    'Give a file of events, as stripe events list --limit 100 prints them.',
  );
}

/** The first settings with what the `--compare-…` flags change; `undefined` without these flags. */
function comparedSettings(flags: SimulateFlags, env: Context['env']): Settings | undefined {
  const changed = {
    purchaseSource: flags.comparePurchaseSource,
    renewals: flags.compareRenewals,
    subscriptionEvents: flags.compareSubscriptionEvents,
    consentUnknown: flags.compareConsentUnknown,
  };
  const given = Object.entries(changed).filter(([, value]) => value !== undefined);
  if (given.length === 0) return undefined;
  return readSettings({ ...flags, ...Object.fromEntries(given) }, env, 'compare-');
}

function timeText(event: ReadEvent | Simulated | undefined): string | undefined {
  return event && new Date(event.created * 1000).toISOString();
}
