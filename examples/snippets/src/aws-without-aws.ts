import { SQS } from '@aws-sdk/client-sqs';
import { createSqsSink, runSqsConsumer } from '@meta-capi/aws/sqs';
import { createCapiClient } from '@meta-capi/core';

/** Queues one event in an emulator of SQS, and sends it to the sandbox. */
export async function tryWithoutAws(
  endpoint = 'http://127.0.0.1:4566',
  baseUrl = 'http://127.0.0.1:4010',
): Promise<void> {
  const client = new SQS({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
  });
  const { QueueUrl: queueUrl = '' } = await client.createQueue({ QueueName: 'try' });
  const dead = await client.createQueue({ QueueName: 'try-dead' });
  const config = { pixelId: '1234567890', whenConsentUnknown: 'drop' } as const;

  const sink = createSqsSink({ ...config, queueUrl, client });
  const result = await sink.sendEvents([
    {
      eventName: 'Purchase',
      eventId: 'order_1001',
      eventTime: new Date(),
      userData: { email: 'maria@example.com' },
      visitor: { consent: 'granted' },
      customData: { value: 20, currency: 'EUR' },
    },
  ]);
  // ok: true, eventsReceived: 0, queued: true. The event is stored, and Meta has not received it yet.
  console.log(result);

  const capi = createCapiClient({ ...config, accessToken: 'EAAmadeuptokenmadeuptoken', baseUrl });
  await runSqsConsumer(
    { [config.pixelId]: capi },
    {
      client,
      queueUrl,
      deadLetterQueueUrl: String(dead.QueueUrl),
      signal: AbortSignal.timeout(3000),
    },
  );
}
