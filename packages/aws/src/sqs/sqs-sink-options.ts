import type { CapiClient, CapiConfig } from '@meta-capi/core';
import {
  invalid,
  limitProblem,
  methodsProblem,
  missing,
  type Problem,
  queueProblem,
} from './problem.ts';
import type { SqsSender } from './sqs-client.ts';

export interface SqsSinkOptions
  extends Pick<CapiConfig, 'phone' | 'pixelId' | 'testEventCode' | 'whenConsentUnknown'> {
  /** The URL of a standard queue; not of a FIFO queue. */
  queueUrl: string | undefined;
  /** `new SQS({})` of `@aws-sdk/client-sqs`, or `signedSqs`. */
  client: SqsSender;
  /**
   * Sends events directly if SQS does not accept them within one second.
   * @default none: such an event ends as `notSent` or `ambiguous`, with an error
   */
  fallback?: Pick<CapiClient, 'deliver'> | undefined;
  /**
   * The size limit of a batch in bytes. Set 262144 for queues with the older limit.
   * @default 1048576
   */
  maxBatchBytes?: number | undefined;
  /** Milliseconds for one call. @default 5000 */
  timeoutMs?: number | undefined;
}

/** The first problem in a sink's configuration. */
export function configurationProblem({
  client,
  fallback,
  pixelId,
  queueUrl,
  whenConsentUnknown,
  ...limits
}: SqsSinkOptions): Problem | undefined {
  return (
    queueProblem('queueUrl', queueUrl) ??
    pixelProblem(pixelId) ??
    consentProblem(whenConsentUnknown) ??
    methodsProblem('client', client, ['sendMessageBatch'], notASender) ??
    (fallback && methodsProblem('fallback', fallback, ['deliver'], notACapiClient)) ??
    limitProblem(limits)
  );
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

const notASender = 'must be `new SQS({})` of @aws-sdk/client-sqs, not SQSClient, or signedSqs().';
const notACapiClient = 'must be a client of createCapiClient.';
