import { reconcileActiveCampaign } from '@meta-capi/activecampaign-adapter';
import { backfillCognito } from '@meta-capi/cognito-trigger/backfill';
import { createCapiClient, type EventSink, onlyOnce } from '@meta-capi/core';
import type { BackfillProgress, BackfillResult } from '@meta-capi/core/adapter';
import { backfillStripe, stripeAdapter } from '@meta-capi/stripe-adapter';
import { awsFailure, createCognitoClient } from '../aws-clients.ts';
import { columns } from '../columns.ts';
import type { Context } from '../context.ts';
import { dryRunSink } from '../dry-run-sink.ts';
import { readSince } from '../files/since.ts';
import { CommandError, type ExitCode } from '../output.ts';
import { openStore } from '../reconcile/store.ts';
import { mappingOf, readSettings, type SettingsFlags } from '../stripe-events/settings.ts';
import { createStripeClient, stripeFailure } from '../stripe-events/stripe-client.ts';
import { readTarget } from '../target.ts';

export interface BackfillFlags extends SettingsFlags {
  since: string;
  dryRun?: boolean | undefined;
  yes?: boolean | undefined;
  force?: boolean | undefined;
  store?: string | undefined;
  scope?: string | undefined;
  sandbox?: string | undefined;
  /** Stripe */
  deliveries?: string | undefined;
  /** ActiveCampaign */
  account?: string | undefined;
  list?: readonly string[] | undefined;
  /** Cognito */
  userPoolId?: string | undefined;
  consentAttribute?: string | undefined;
}

export type BackfillSource = 'activecampaign' | 'cognito' | 'stripe';

type Counted = Pick<BackfillResult, 'complete' | 'outcomes' | 'read' | 'reasons' | 'stoppedBy'>;

/** `backfill`: sends what a webhook or a trigger has missed, from the source's own records. */
export async function backfill(
  name: BackfillSource,
  flags: BackfillFlags,
  context: Context,
): Promise<ExitCode> {
  const { env, output } = context;
  if (!flags.dryRun && !flags.yes) {
    throw new CommandError(
      'usage',
      'Neither --dry-run nor --yes is given.',
      'Run it with --dry-run first, to see what would be sent, then with --yes to send.',
    );
  }
  const since = readSince(flags.since, Date.now());
  const target = readTarget(env, flags.sandbox);
  const isDryRun = flags.dryRun === true;
  const sink = isDryRun ? dryRunSink(target.config) : await sinkOf(flags, target.config, env);
  const run = { since, sink, force: isDryRun || flags.force === true, onProgress };
  if (!isDryRun) output.progress(`Sending to ${target.description}.`);

  function onProgress({ read, outcomes }: Pick<BackfillProgress, 'outcomes' | 'read'>): void {
    output.progress(`${read} read, ${outcomes.delivered} ${isDryRun ? 'would be sent' : 'sent'}`);
  }

  const result = await runSource(name, run, flags, env);
  const report = { source: name, since: since.toISOString(), dryRun: isDryRun, ...result };
  output.print(textOf(result, isDryRun), report);
  const { rejected, notSent, ambiguous } = result.outcomes;
  return result.complete && rejected + notSent + ambiguous === 0 ? 'ok' : 'problem';
}

interface Run {
  since: Date;
  sink: EventSink;
  force: boolean;
  onProgress: (progress: Pick<BackfillProgress, 'outcomes' | 'read'>) => void;
}

async function runSource(
  name: BackfillSource,
  run: Run,
  flags: BackfillFlags,
  env: Context['env'],
): Promise<Counted> {
  try {
    if (name === 'stripe') return await fromStripe(run, flags, env);
    return await (name === 'cognito' ? fromCognito : fromActiveCampaign)(run, flags, env);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    // Wrong options: the adapter's own text names the option and the fix.
    if (error instanceof RangeError || error instanceof TypeError) {
      throw new CommandError('usage', error.message, 'See meta-capi backfill --help.');
    }
    if (name === 'stripe') throw stripeFailure(error);
    if (name === 'cognito') throw awsFailure(error, 'backfill cognito');
    throw new CommandError(
      'unavailable',
      error instanceof Error ? error.message : 'ActiveCampaign could not be read.',
      'Correct what it names, then run it again: the ids are the same.',
    );
  }
}

async function fromStripe(run: Run, flags: BackfillFlags, env: Context['env']): Promise<Counted> {
  const { deliveries = 'failed' } = flags;
  if (deliveries !== 'all' && deliveries !== 'failed') {
    throw new CommandError('usage', '--deliveries: unknown value.', 'Use failed or all.');
  }
  const stripe = await createStripeClient(env);
  const adapter = stripeAdapter({ ...mappingOf(readSettings(flags, env)), stripe });
  return backfillStripe({ ...run, stripe, adapter, deliveries });
}

async function fromCognito(run: Run, flags: BackfillFlags, env: Context['env']): Promise<Counted> {
  const userPoolId = given('--user-pool-id', flags.userPoolId ?? env['COGNITO_USER_POOL_ID']);
  const client = await createCognitoClient(env);
  try {
    const { eventSourceUrl, consentAttribute: meta_consent } = flags;
    const visitorAttributes = meta_consent === undefined ? undefined : { meta_consent };
    return await backfillCognito({ ...run, client, userPoolId, eventSourceUrl, visitorAttributes });
  } finally {
    client.destroy();
  }
}

async function fromActiveCampaign(
  run: Run,
  flags: BackfillFlags,
  env: Context['env'],
): Promise<Counted> {
  return reconcileActiveCampaign({
    ...run,
    account: given('--account', flags.account ?? env['ACTIVECAMPAIGN_ACCOUNT']),
    apiToken: given('ACTIVECAMPAIGN_API_TOKEN', env['ACTIVECAMPAIGN_API_TOKEN']),
    timeZone: env['ACTIVECAMPAIGN_TIME_ZONE']?.trim() || undefined,
    listIds: flags.list,
  });
}

function given(name: string, value: string | undefined): string {
  if (value?.trim()) return value.trim();
  const fix = name.startsWith('--')
    ? `Give ${name}.`
    : 'Set it in the environment or with --env-file.';
  throw new CommandError('usage', `${name} is not given.`, fix);
}

async function sinkOf(
  { store, scope }: BackfillFlags,
  config: Parameters<typeof createCapiClient>[0],
  env: Context['env'],
): Promise<EventSink> {
  const client = createCapiClient(config);
  if (store === undefined) return client;
  return onlyOnce(client, await openStore(store, env), {
    scope: given('--scope', scope ?? config.pixelId),
  });
}

function textOf({ read, outcomes, reasons, complete, stoppedBy }: Counted, isDry: boolean): string {
  const rows = Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => [
      isDry && outcome === 'delivered' ? 'would be sent' : outcome,
      String(count),
    ]);
  const why = Object.entries(reasons).map(([reason, count]) => [`  ${reason}`, String(count)]);
  const stopped = stoppedBy?.reason ?? stoppedBy?.error?.message ?? '';
  return [
    `${read} records read${isDry ? '. Nothing was sent.' : ''}`,
    ...columns([...rows, ...why], [1]),
    ...(complete ? [] : [`Stopped before the end: ${stopped} Correct it and run it again.`]),
    ...(isDry ? ['Send them with --yes in place of --dry-run.'] : []),
  ].join('\n');
}
