import { randomUUID } from 'node:crypto';

/** What Lambda sends to the on-failure destination of an asynchronous invocation. */
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
export interface FailureRecord {
  version: '1.0';
  timestamp: string;
  requestContext: {
    requestId: string;
    functionArn: string;
    condition: 'EventAgeExceeded' | 'RetriesExhausted';
    approximateInvokeCount: number;
  };
  requestPayload: unknown;
  responseContext: { statusCode: 200; executedVersion: '$LATEST'; functionError: 'Unhandled' };
  responsePayload: { errorType: string; errorMessage: string };
}

export interface LambdaOptions {
  /** The function's `Timeout`, in milliseconds. @default 30000 */
  timeoutMs?: number | undefined;
  /** `MaximumRetryAttempts` of its event invoke configuration. @default 2 */
  mostRetries?: number | undefined;
  /** `MaximumEventAgeInSeconds`. @default 21600 */
  mostAgeSeconds?: number | undefined;
}

export interface Lambda {
  /** Whether an invocation, or one of its retries, returned. */
  invoke(event: unknown): Promise<boolean>;
  /** As `invoke`, if the rule on Stripe's partner bus matches the event. */
  deliver(event: unknown, pattern?: EventPattern): Promise<boolean>;
  /** The seconds after the event at which each invocation began, of the last event. */
  readonly begunAt: readonly number[];
  readonly invocations: number;
  /** What is in the queue of the on-failure destination. */
  readonly failures: FailureRecord[];
}

/** The part of a rule's pattern that examples use. */
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
export interface EventPattern {
  source: readonly (string | { prefix: string })[];
}

type Handler = (event: never, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>;

/** One minute before the first retry, two before the second. */
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const waitSeconds = [0, 60, 120];

/**
 * A Lambda function that is invoked asynchronously, as EventBridge does: each invocation receives a copy
 * of the event that was JSON; one that throws, or takes longer than the timeout, is repeated, and after the
 * last one the record of the failure is kept. The waits between invocations are counted, not waited for.
 */
export function createLambda(
  handler: Handler,
  { timeoutMs = 30_000, mostRetries = 2, mostAgeSeconds = 21_600 }: LambdaOptions = {},
): Lambda {
  const failures: FailureRecord[] = [];
  let begunAt: number[] = [];
  let invocations = 0;

  async function invoke(event: unknown): Promise<boolean> {
    const payload = JSON.stringify(event);
    let age = 0;
    let failed: Error | undefined;
    begunAt = [];
    for (const wait of waitSeconds.slice(0, mostRetries + 1)) {
      age += wait;
      if (age > mostAgeSeconds) break;
      begunAt.push(age);
      invocations += 1;
      failed = await failureOf(handler, payload, timeoutMs);
      if (failed === undefined) return true;
    }
    const isTooOld = begunAt.length <= mostRetries;
    const condition = isTooOld ? 'EventAgeExceeded' : 'RetriesExhausted';
    failures.push(recordOf(payload, failed, condition, begunAt.length));
    return false;
  }

  return {
    invoke,
    async deliver(event, pattern = { source: [{ prefix: 'aws.partner/stripe.com' }] }) {
      const { source } = Object(event) as { source?: unknown };
      const isMatch = pattern.source.some((one) =>
        typeof one === 'string' ? source === one : String(source).startsWith(one.prefix),
      );
      return isMatch && invoke(event);
    },
    failures,
    get begunAt() {
      return begunAt;
    },
    get invocations() {
      return invocations;
    },
  };
}

async function failureOf(
  handler: Handler,
  payload: string,
  timeoutMs: number,
): Promise<Error | undefined> {
  const deadline = performance.now() + timeoutMs;
  const context = { getRemainingTimeInMillis: () => deadline - performance.now() };
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const message = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
    timer = setTimeout(() => reject(new Error(message)), timeoutMs);
  });
  try {
    await Promise.race([handler(JSON.parse(payload) as never, context), timeout]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    clearTimeout(timer);
  }
}

function recordOf(
  payload: string,
  failed: Error | undefined,
  condition: FailureRecord['requestContext']['condition'],
  approximateInvokeCount: number,
): FailureRecord {
  return {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:stripe-events:$LATEST',
      condition,
      approximateInvokeCount,
    },
    requestPayload: JSON.parse(payload) as unknown,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: failed?.name ?? 'Error', errorMessage: failed?.message ?? '' },
  };
}

/** The function that always fails: every event ends in the queue, after three invocations. */
export async function alwaysFailing(): Promise<never> {
  throw new TypeError('Cannot read properties of undefined (reading "id")');
}

/** The envelope of EventBridge, in the fields that a function reads. */
export interface EventBridgeEnvelope {
  source: string;
  detail: unknown;
}

/** An event, thin or not, as EventBridge delivers it from Stripe's partner bus. */
// https://docs.stripe.com/event-destinations/eventbridge
export function onStripesBus(detail: unknown): EventBridgeEnvelope {
  const { type } = Object(detail) as { type?: string };
  const envelope = {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': type,
    source: 'aws.partner/stripe.com/ed_test_61made0up',
    account: '123456789012',
    time: new Date().toISOString(),
    region: 'eu-west-1',
    resources: ['arn:aws:events:eu-west-1::event-source/aws.partner/stripe.com/ed_test_61made0up'],
    detail,
  };
  return envelope;
}
