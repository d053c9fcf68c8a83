import { createSqsConsumer, createSqsSink } from '@meta-capi/aws/sqs';
import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { type CapiClient, createCapiClient } from '@meta-capi/core';
import type { SamTemplate } from '@meta-capi/stand-ins/sam-template';
import { vi } from 'vitest';
import { invokeOnce, type LambdaHandler } from '../../../packages/aws/test/event-source.ts';
import { FakeSqs } from '../../../packages/aws/test/fake-sqs.ts';
import { filterOf } from '../../lambda/test/filter-pattern.ts';
import { logEventsOf, platformLogEvents } from '../../lambda/test/log-events.ts';
import { registration } from '../../lambda/test/registration.ts';
import type { Sample } from './cloudwatch-alarm.ts';

const triggerContext = { getRemainingTimeInMillis: () => 5000 };
const pixelId = '1234567890';
const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/events';
const deadLetterQueueUrl = `${queueUrl}-dead`;
const visibilityTimeoutMs = 180_000;

/** The failures in one minute. */
export interface Incident {
  graph?: 'down' | 'refuses the token' | 'throttles';
  /** The event source is disabled, or the function has no permission. */
  consumerIsOff?: boolean;
  /** Every invocation of the consumer ends with a timeout. */
  consumerTimesOut?: boolean;
  sqs?: 'down' | 'throttles once';
  /** A message of another sender. */
  poison?: boolean;
  /** An event of a conversion that is three hours old, such as a redelivered webhook. */
  lateEvent?: boolean;
  /** A new version of the consumer: new processes. */
  deployment?: boolean;
}

/** The metrics of the template's alarms, by `MetricName`. */
export type Metrics = Readonly<Record<string, readonly Sample[]>>;

/**
 * Simulates the stack of the template for each minute in virtual time. Sign-ups are queued, the event source
 * invokes the consumer, and CloudWatch collects the metrics. The clock is that of vitest's fake timers.
 */
export async function operate(
  template: SamTemplate,
  minutes: number,
  incidentAt: (minute: number) => Incident,
): Promise<{ metrics: Metrics; left: number }> {
  const startedAt = Date.now();
  const sqs = new FakeSqs();
  sqs.visibilityTimeoutMs = visibilityTimeoutMs;
  let incident: Incident = {};
  const metrics: Record<string, Sample[]> = {
    ApproximateAgeOfOldestMessage: [],
    ApproximateNumberOfMessagesVisible: [],
    ConsumerFailures: [],
    Errors: [],
    SenderFailures: [],
  };
  const now = (): number => (Date.now() - startedAt) / 1000;
  const put = (name: string, value: number): void => {
    metrics[name]?.push({ at: now(), value });
  };

  const lines: string[] = [];
  const errors = vi.spyOn(console, 'error').mockImplementation((line) => {
    lines.push(String(line));
  });
  const warnings = vi.spyOn(console, 'warn').mockImplementation((line) => {
    lines.push(String(line));
  });
  /** Applies the template's metric filter to the log lines of one invocation. */
  const countLines = (name: 'ConsumerFailures' | 'SenderFailures'): void => {
    const isCounted = filterOf(String(template.Resources[name]?.Properties['FilterPattern']));
    // The runtime's text format writes ERROR for every line, so the filter must read the line.
    const written = lines.splice(0).map((line) => logEventsOf(line).at(-2) ?? '');
    put(name, [...platformLogEvents, ...written].filter(isCounted).length);
  };

  const capi = createCapiClient({
    pixelId,
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'send',
    fetch: async (_, init) => {
      if (incident.graph === 'down') return new Response('', { status: 503 });
      if (incident.graph === 'throttles') return graphError(400, 4);
      if (incident.graph === 'refuses the token') return graphError(400, 190);
      const { data } = (await new Response(init?.body).json()) as { data: unknown[] };
      return Response.json({ events_received: data.length, messages: [], fbtrace_id: 'A' });
    },
  });
  /** Uses a short timeout while Meta fails, because the client's clock is real. */
  const client: Pick<CapiClient, 'deliver'> = {
    deliver: (events, options) =>
      capi.deliver(events, incident.graph === undefined ? options : { ...options, timeoutMs: 50 }),
  };
  const createConsumer = (): LambdaHandler => {
    const handler = createSqsConsumer(
      { [pixelId]: client },
      { client: sqs, queueUrl, deadLetterQueueUrl },
    );
    return (event, context) =>
      incident.consumerTimesOut ? new Promise(() => undefined) : handler(event, context);
  };
  let consumer = createConsumer();
  const sink = createSqsSink({ pixelId, whenConsentUnknown: 'send', queueUrl, client: sqs });
  const trigger = createPostConfirmationHandler(sink);

  try {
    for (let minute = 0; minute < minutes; minute += 1) {
      vi.setSystemTime(startedAt + minute * 60_000);
      sqs.now = minute * 60_000;
      incident = incidentAt(minute);
      if (incident.deployment) consumer = createConsumer();

      if (incident.sqs === 'throttles once') sqs.faults = ['throttled'];
      if (incident.sqs === 'down') sqs.faults = ['refused', 'refused'];
      await trigger(registration(`user-${minute}`), triggerContext);
      countLines('SenderFailures');
      sqs.faults = [];
      if (incident.lateEvent) {
        const eventTime = new Date(Date.now() - 3 * 3_600_000);
        await sink.sendEvents([{ eventName: 'Lead', eventId: `late-${minute}`, eventTime }]);
      }
      if (incident.poison) {
        const Entries = [{ Id: '0', MessageBody: 'not an event' }];
        await sqs.sendMessageBatch({ QueueUrl: queueUrl, Entries });
      }

      const timeoutMs = incident.consumerTimesOut ? 20 : 30_000;
      const onEnd = (isError: boolean): void => put('Errors', isError ? 1 : 0);
      const source = { sqs, queueUrl, handler: consumer, batchSize: 100, timeoutMs, onEnd };
      while (!incident.consumerIsOff && (await invokeOnce(source)) > 0)
        countLines('ConsumerFailures');

      const age = ageOfOldest(sqs);
      if (age !== undefined) put('ApproximateAgeOfOldestMessage', age);
      put('ApproximateNumberOfMessagesVisible', sqs.messagesOf(deadLetterQueueUrl).length);
    }
  } finally {
    errors.mockRestore();
    warnings.mockRestore();
  }
  return { metrics, left: sqs.messagesOf(queueUrl).length };
}

/** The age of the oldest message that was received fewer than three times; `undefined` without such a message. */
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
function ageOfOldest(sqs: FakeSqs): number | undefined {
  const ages = sqs
    .messagesOf(queueUrl)
    .filter(({ receiveCount }) => receiveCount < 3)
    .map(({ sentAt }) => (Date.now() - sentAt) / 1000);
  return ages.length === 0 ? undefined : Math.max(...ages);
}

function graphError(status: number, code: number): Response {
  const error = { message: 'made up', type: 'OAuthException', code };
  return Response.json({ error }, { status });
}
