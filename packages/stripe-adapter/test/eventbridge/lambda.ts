import type { EventBridgeEvent, EventBridgeHandler } from '@meta-capi/stripe-adapter/eventbridge';

/** What Lambda sends to the on-failure destination of an asynchronous invocation. */
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
interface FailureRecord {
  version: '1.0';
  requestContext: { condition: 'RetriesExhausted'; approximateInvokeCount: number };
  requestPayload: unknown;
  responseContext: { statusCode: 200; functionError: 'Unhandled' };
  responsePayload: { errorType: string; errorMessage: string };
}

export interface Lambda {
  /** Whether an invocation, or one of its retries, returned. */
  invoke(event: EventBridgeEvent): Promise<boolean>;
  invocations: number;
  /** What is in the queue of the on-failure destination. */
  failures: FailureRecord[];
}

const mostAttempts = 3;

/**
 * Lambda, invoked asynchronously: the event is a copy that was JSON, a function that throws is invoked
 * twice more, and then the record of the failure is kept. The waits of minutes are left out.
 */
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
export function createLambda(handler: EventBridgeHandler, timeoutMs = 30_000): Lambda {
  const lambda: Lambda = { invocations: 0, failures: [], invoke };

  async function invoke(event: EventBridgeEvent): Promise<boolean> {
    const payload = JSON.stringify(event);
    let thrown: unknown;
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      lambda.invocations += 1;
      const deadline = Date.now() + timeoutMs;
      try {
        await handler(JSON.parse(payload) as EventBridgeEvent, {
          getRemainingTimeInMillis: () => deadline - Date.now(),
        });
        return true;
      } catch (error) {
        thrown = error;
      }
    }
    lambda.failures.push(recordOf(JSON.parse(payload), thrown));
    return false;
  }

  return lambda;
}

function recordOf(requestPayload: unknown, thrown: unknown): FailureRecord {
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    version: '1.0',
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: mostAttempts },
    requestPayload,
    responseContext: { statusCode: 200, functionError: 'Unhandled' },
    responsePayload: { errorType: name, errorMessage: message },
  };
}

/** An event, thin or not, as EventBridge delivers it from Stripe's partner bus. */
// https://docs.stripe.com/event-destinations/eventbridge
export function onStripesBus(detail: unknown): EventBridgeEvent {
  const { type } = Object(detail) as { type?: string };
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': type,
    source: 'aws.partner/stripe.com/ed_test_61made0up',
    account: '123456789012',
    time: new Date().toISOString(),
    region: 'eu-west-1',
    resources: ['arn:aws:events:eu-west-1::event-source/aws.partner/stripe.com/ed_test_61made0up'],
    detail,
  } as EventBridgeEvent;
}
