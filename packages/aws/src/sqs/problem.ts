import type { SkipReason, Warning } from '@meta-capi/core';

/** A problem in the configuration or the call, and its fix. Never contains a value. */
export interface Problem extends Warning {
  reason: Extract<SkipReason, 'bad_configuration' | 'invalid_event' | 'not_configured'>;
}

export function missing(path: string, fix: string): Problem {
  const message = `${path}: ${fix}`;
  return { reason: 'not_configured', code: 'missing_configuration', path, message };
}

export function invalid(path: string, fix: string): Problem {
  const message = `${path}: ${fix}`;
  return { reason: 'bad_configuration', code: 'invalid_configuration', path, message };
}

export function queueProblem(path: string, queueUrl: string | undefined): Problem | undefined {
  if (!queueUrl) return missing(path, 'set it to the URL of a standard SQS queue.');
  if (typeof queueUrl !== 'string' || !URL.canParse(queueUrl))
    return invalid(path, 'must be the URL of an SQS queue.');
  return queueUrl.endsWith('.fifo')
    ? invalid(path, 'is a FIFO queue: use a standard queue, because events need no order.')
    : undefined;
}

export function deadLetterQueueProblem(
  deadLetterQueueUrl: string | undefined,
  queueUrl: string | undefined,
): Problem | undefined {
  return (
    queueProblem('deadLetterQueueUrl', deadLetterQueueUrl) ??
    (deadLetterQueueUrl === queueUrl
      ? invalid('deadLetterQueueUrl', 'is the queue itself: use a second queue.')
      : undefined)
  );
}

/** The problem of an object that lacks one of these methods. */
export function methodsProblem(
  path: string,
  value: unknown,
  methods: readonly string[],
  fix: string,
): Problem | undefined {
  const found = Object(value) as Readonly<Record<string, unknown>>;
  return methods.every((method) => typeof found[method] === 'function')
    ? undefined
    : invalid(path, fix);
}

/** The class `SQSClient` has only `send`; `SQS` has a method for each request. */
export const notSqsClient = 'must be `new SQS({})` of @aws-sdk/client-sqs, not SQSClient.';

export function functionProblem(
  path: string,
  value: unknown,
  isRequired = false,
): Problem | undefined {
  return typeof value === 'function' || (value === undefined && !isRequired)
    ? undefined
    : invalid(path, 'must be a function.');
}

/** Checks the options that the sink and the consumer share. */
export function limitProblem({
  timeoutMs,
  maxBatchBytes,
}: {
  timeoutMs?: number | undefined;
  maxBatchBytes?: number | undefined;
}): Problem | undefined {
  if (timeoutMs !== undefined && !(Number.isFinite(timeoutMs) && timeoutMs > 0))
    return invalid('timeoutMs', 'must be a number of milliseconds above 0.');
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
  const isSize =
    Number.isInteger(maxBatchBytes) &&
    Number(maxBatchBytes) >= 1024 &&
    Number(maxBatchBytes) <= 1_048_576;
  return maxBatchBytes === undefined || isSize
    ? undefined
    : invalid('maxBatchBytes', 'must be a number of bytes from 1024 to 1048576.');
}
