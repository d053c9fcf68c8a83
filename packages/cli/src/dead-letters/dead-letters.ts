import {
  type DeadLetter,
  listDeadLetters,
  type Redriven,
  redriveDeadLetters,
} from '@meta-capi/aws/sqs';
import { awsFailure, createSqsClient } from '../aws-clients.ts';
import { columns } from '../columns.ts';
import type { Context } from '../context.ts';
import { CommandError, type ExitCode } from '../output.ts';

export interface DeadLetterFlags {
  deadLetterQueue?: string | undefined;
  max?: string | undefined;
}

/** `dead-letters`: the messages of the dead-letter queue, with the reason of each. */
export async function showDeadLetters(
  flags: DeadLetterFlags,
  { env, output }: Context,
): Promise<ExitCode> {
  const letters = await listed(flags, env);
  const rows = letters.map(({ reason, eventName, eventId, eventTime }) => [
    reason ?? 'unknown',
    eventName ?? '',
    eventId ?? '',
    eventTime === undefined ? '' : new Date(eventTime * 1000).toISOString(),
  ]);
  const explanations = new Map(letters.map(({ reason, explanation }) => [reason, explanation]));
  const text = [
    letters.length === 0
      ? 'The dead-letter queue is empty.'
      : `${letters.length} ${letters.length === 1 ? 'event' : 'events'} in the dead-letter queue:`,
    ...columns(rows),
    ...[...explanations].map(([reason, why]) => `${reason ?? 'unknown'}: ${why}`),
  ].join('\n');
  output.print(text, { deadLetters: letters });
  return letters.length === 0 ? 'ok' : 'problem';
}

export interface RedriveFlags extends DeadLetterFlags {
  queue?: string | undefined;
  reason?: readonly string[] | undefined;
  yes?: boolean | undefined;
  dryRun?: boolean | undefined;
}

/** `redrive`: queues dead letters again, with the same ids and times. */
export async function redrive(flags: RedriveFlags, { env, output }: Context): Promise<ExitCode> {
  const { reason: reasons } = flags;
  const isChosen = ({ reason, redrive: when }: DeadLetter): boolean =>
    reasons === undefined
      ? when === 'default'
      : when !== 'never' && reasons.includes(reason ?? 'unknown');
  if (flags.dryRun) {
    const letters = (await listed(flags, env)).filter(isChosen);
    const text = `${letters.length} events would be queued again. Nothing was moved.`;
    output.print(text, { dryRun: true, deadLetters: letters });
    return 'ok';
  }
  if (!flags.yes) {
    throw new CommandError(
      'usage',
      'Neither --dry-run nor --yes is given.',
      'Correct the cause first: meta-capi dead-letters names it. Then give --yes.',
    );
  }
  const deadLetterQueueUrl = urlOf(deadLetterQueueNames, flags.deadLetterQueue, env);
  const queueUrl = urlOf(queueNames, flags.queue, env);
  const result = await withSqs(env, (client) =>
    redriveDeadLetters({
      client,
      deadLetterQueueUrl,
      queueUrl,
      only: isChosen,
    }),
  );
  output.print(redrivenText(result), result);
  return result.left.unreadable + result.left.notStored === 0 ? 'ok' : 'problem';
}

function redrivenText({ redriven, left }: Redriven): string {
  const rows = Object.entries(left).filter(([, count]) => count > 0);
  return [
    `${redriven} ${redriven === 1 ? 'event' : 'events'} queued again.`,
    ...columns(
      rows.map(([why, count]) => [`  left, ${whyLeft[why] ?? why}`, String(count)]),
      [1],
    ),
  ].join('\n');
}

const whyLeft: Readonly<Record<string, string>> = {
  expired: 'too old for Meta',
  unreadable: 'not readable by this version',
  notSelected: 'not selected: rejected and doubtful events only with --reason',
  notStored: 'not accepted by the queue',
  newer: 'sent to it while this command ran',
};

async function listed(flags: DeadLetterFlags, env: Context['env']): Promise<readonly DeadLetter[]> {
  const max = Number(flags.max ?? '1000');
  if (!Number.isInteger(max) || max < 1) {
    throw new CommandError('usage', '--max is not a number.', 'Write for example --max 100.');
  }
  const deadLetterQueueUrl = urlOf(deadLetterQueueNames, flags.deadLetterQueue, env);
  return withSqs(env, (client) => listDeadLetters({ client, deadLetterQueueUrl }, { max }));
}

const deadLetterQueueNames: QueueNames = {
  what: 'dead-letter queue',
  flag: '--dead-letter-queue',
  variable: 'META_CAPI_DEAD_LETTER_QUEUE_URL',
};
const queueNames: QueueNames = {
  what: 'queue',
  flag: '--queue',
  variable: 'META_CAPI_QUEUE_URL',
};

interface QueueNames {
  readonly what: string;
  readonly flag: string;
  readonly variable: string;
}

/** The value of the flag, or of the variable. */
function urlOf(names: QueueNames, given: string | undefined, env: Context['env']): string {
  const { what, flag, variable } = names;
  const url = (given ?? env[variable] ?? '').trim();
  if (url === '') {
    throw new CommandError('usage', `No ${what} is given.`, `Set ${variable} or ${flag}.`);
  }
  if (URL.canParse(url)) return url;
  throw new CommandError(
    'usage',
    `${given === undefined ? variable : flag} is not the URL of a queue.`,
    'Copy it from the SQS console: https://sqs.eu-west-1.amazonaws.com/…',
  );
}

type Sqs = Awaited<ReturnType<typeof createSqsClient>>;

async function withSqs<Result>(
  env: Context['env'],
  use: (client: Sqs) => Promise<Result>,
): Promise<Result> {
  const client = await createSqsClient(env);
  try {
    return await use(client);
  } catch (error) {
    throw awsFailure(error, 'SQS');
  } finally {
    client.destroy();
  }
}
