import type { CapiClient, CapiConfig, SkipReason, Warning } from '@meta-capi/core';
import type { SqsSender } from './sqs-client.ts';

export interface SqsSinkOptions
  extends Pick<CapiConfig, 'phone' | 'pixelId' | 'testEventCode' | 'whenConsentUnknown'> {
  /** A standard queue; not a FIFO queue. */
  queueUrl: string | undefined;
  /** `new SQS({})` of `@aws-sdk/client-sqs`, or `signedSqs`. */
  client: SqsSender;
  /**
   * Sends directly what SQS does not accept within one second.
   * @default none: such an event ends as `notSent` or `ambiguous`, with an error
   */
  fallback?: Pick<CapiClient, 'deliver'> | undefined;
  /**
   * Bytes that a batch may have: 262144 for queues that still have the older limit.
   * @default 1048576
   */
  maxBatchBytes?: number | undefined;
  /** Milliseconds for one call. @default 5000 */
  timeoutMs?: number | undefined;
}

/** What is wrong with the configuration or the call, and the fix. Never contains a value. */
export interface Problem extends Warning {
  reason: Extract<SkipReason, 'bad_configuration' | 'invalid_event' | 'not_configured'>;
}

/** The first problem of a sink's configuration. */
export function configurationProblem({
  client,
  pixelId,
  queueUrl,
  whenConsentUnknown,
}: SqsSinkOptions): Problem | undefined {
  return (
    queueProblem('queueUrl', queueUrl) ??
    pixelProblem(pixelId) ??
    consentProblem(whenConsentUnknown) ??
    clientProblem(client)
  );
}

export function queueProblem(path: string, queueUrl: string | undefined): Problem | undefined {
  if (!queueUrl) return missing(path, 'set it to the URL of a standard SQS queue.');
  if (typeof queueUrl !== 'string' || !URL.canParse(queueUrl))
    return invalid(path, 'must be the URL of an SQS queue.');
  return queueUrl.endsWith('.fifo')
    ? invalid(path, 'is a FIFO queue: use a standard queue, because events need no order.')
    : undefined;
}

function pixelProblem(pixelId: string | undefined): Problem | undefined {
  if (!pixelId) return missing('pixelId', 'set it to the id of your pixel (META_PIXEL_ID).');
  return /^\d{5,20}$/.test(pixelId)
    ? undefined
    : invalid('pixelId', 'must be the 5 to 20 digits shown in Events Manager.');
}

function consentProblem(policy: SqsSinkOptions['whenConsentUnknown']): Problem | undefined {
  if (policy === undefined) {
    return missing(
      'whenConsentUnknown',
      'choose "drop" or "send" for visitors who were never asked.',
    );
  }
  return policy === 'drop' || policy === 'send'
    ? undefined
    : invalid('whenConsentUnknown', 'must be "drop" or "send".');
}

function clientProblem(client: SqsSinkOptions['client']): Problem | undefined {
  return typeof client?.sendMessageBatch === 'function'
    ? undefined
    : invalid(
        'client',
        'must be `new SQS({})` of @aws-sdk/client-sqs, not SQSClient, or signedSqs().',
      );
}

function missing(path: string, fix: string): Problem {
  return {
    reason: 'not_configured',
    code: 'missing_configuration',
    path,
    message: `${path}: ${fix}`,
  };
}

export function invalid(path: string, fix: string): Problem {
  return {
    reason: 'bad_configuration',
    code: 'invalid_configuration',
    path,
    message: `${path}: ${fix}`,
  };
}
