import { listDeadLetters } from '@meta-capi/aws/sqs';
import { stripeEventTypes } from '@meta-capi/stripe-adapter';
import { awsFailure, createSqsClient } from '../aws-clients.ts';
import type { Context } from '../context.ts';
import type { Problem } from '../files/json-records.ts';
import { readRecords } from '../files/read-files.ts';
import { readSince } from '../files/since.ts';
import { CommandError, type ExitCode } from '../output.ts';
import { judgeAll } from '../stripe-events/judge-all.ts';
import { type ReadEvent, readEvents } from '../stripe-events/read-events.ts';
import { readSettings, type SettingsFlags } from '../stripe-events/settings.ts';
import { createStripeClient, stripeRecords } from '../stripe-events/stripe-client.ts';
import { readRecorded } from './accepted.ts';
import { booksOf, booksSince } from './expected.ts';
import { type Evidence, isEven, reconcile } from './reconcile.ts';
import { reconciliationText } from './report.ts';
import { openStore, sentIn } from './store.ts';

export interface ReconcileFlags extends SettingsFlags {
  since?: string | undefined;
  lookUp?: boolean | undefined;
  accepted?: readonly string[] | undefined;
  store?: string | undefined;
  scope?: string | undefined;
  deadLetterQueue?: string | undefined;
  all?: boolean | undefined;
}

/** `reconcile stripe`: what Stripe says was paid against what was accepted. */
export async function runReconcile(
  files: readonly string[],
  flags: ReconcileFlags,
  context: Context,
): Promise<ExitCode> {
  const { env, output } = context;
  const settings = readSettings(flags, env);
  const isFromApi = files.length === 0;
  const since = sinceOf(flags, isFromApi);
  const { evidence, problems } = await evidenceOf(flags, context);
  const stripe = isFromApi || flags.lookUp ? await createStripeClient(env) : undefined;
  const read =
    isFromApi && stripe !== undefined
      ? await stripeRecords(stripe, { types: listedTypes, since }, output.progress)
      : await readRecords(files, context.stdin);
  const { events, problems: unread } = readEvents(read);
  output.progress(`${events.length} Stripe events read`);
  const all = booksOf(events, await judgeAll(events, settings, stripe, output.progress));
  const books = booksSince(all, since.getTime() / 1000);
  const result = await reconcile(books, evidence, earliest(events, since));
  const notRead = [...unread, ...problems];
  const report = { settings, problems: notRead, even: isEven(result), ...result };
  output.print(reconciliationText(report, flags.all ? Number.POSITIVE_INFINITY : 20), report);
  return report.even && notRead.length === 0 ? 'ok' : 'problem';
}

// Those that count, and those that say which ids belong to one payment.
const listedTypes = [...stripeEventTypes, 'charge.succeeded', 'invoice_payment.paid'];

function sinceOf({ since }: ReconcileFlags, isFromApi: boolean): Date {
  if (since !== undefined) return readSince(since, Date.now());
  return isFromApi ? readSince('7d', Date.now()) : new Date(0);
}

/** Of what was accepted before the first payment, nothing is known. */
function earliest(events: readonly ReadEvent[], since: Date): number {
  return Math.max(since.getTime() / 1000, events[0]?.created ?? 0);
}

async function evidenceOf(
  { accepted, store, scope, deadLetterQueue }: ReconcileFlags,
  { env, stdin, output }: Context,
): Promise<{ evidence: Evidence; problems: readonly Problem[] }> {
  if (accepted === undefined && store === undefined && deadLetterQueue === undefined) {
    throw new CommandError(
      'usage',
      'Nothing to compare with.',
      'Give what was accepted: --accepted FILE, --store STORE or --dead-letter-queue URL.',
    );
  }
  const pixelId = env['META_PIXEL_ID']?.trim() || undefined;
  const read =
    accepted === undefined
      ? { recorded: undefined, problems: [] }
      : readRecorded(await readRecords(accepted, stdin), pixelId);
  const { recorded, problems } = read;
  const deadLetters =
    deadLetterQueue === undefined
      ? undefined
      : await deadLettersIn(deadLetterQueue, env, output.progress);
  const isSent =
    store === undefined
      ? undefined
      : sentIn(await openStore(store, env), scope ?? pixelId ?? missingScope());
  return { evidence: { recorded, deadLetters, store: isSent }, problems };
}

function missingScope(): never {
  throw new CommandError(
    'usage',
    '--scope is not given.',
    'Give the scope that you give to onlyOnce, or set META_PIXEL_ID if that is the scope.',
  );
}

async function deadLettersIn(
  deadLetterQueueUrl: string,
  env: Context['env'],
  progress: (text: string) => void,
) {
  const client = await createSqsClient(env);
  try {
    const letters = await listDeadLetters({ client, deadLetterQueueUrl }, { max: mostLetters });
    progress(`${letters.length} messages in the dead-letter queue`);
    return letters;
  } catch (error) {
    throw awsFailure(error, '--dead-letter-queue');
  } finally {
    client.destroy();
  }
}

const mostLetters = 10_000;
