import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeRecord } from '../../../aws/src/sqs/record.ts';
import {
  awsClientConfig,
  createQueues,
  type Emulator,
  startEmulator,
} from '../../../aws/test/emulators.ts';
import { record } from '../../../aws/test/events.ts';
import { readmeLines } from '../readme-lines.ts';
import { runCommand } from '../terminal.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator('fauxqs');
});
afterAll(() => {
  emulator.close();
});

/** A dead-letter queue with one rejected and one doubtful event, and one that nobody can read. */
async function queues(name: string) {
  const made = await createQueues(emulator.endpoint, name, { VisibilityTimeout: '1' });
  const send = (body: string, reason: string): Promise<unknown> =>
    made.client.sendMessage({
      QueueUrl: made.deadLetterQueueUrl,
      MessageBody: body,
      MessageAttributes: { reason: { DataType: 'String', StringValue: reason } },
    });
  const rejected = writeRecord(record('order_1'));
  await send(rejected, 'rejected');
  await send(writeRecord(record('order_2')), 'in_doubt');
  await send('{"v":9}', 'unreadable');
  const env = {
    AWS_REGION: awsClientConfig.region,
    AWS_ACCESS_KEY_ID: awsClientConfig.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: awsClientConfig.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_SQS: emulator.endpoint,
    META_CAPI_QUEUE_URL: made.queueUrl,
    META_CAPI_DEAD_LETTER_QUEUE_URL: made.deadLetterQueueUrl,
  };
  return { ...made, env, rejected };
}

const shown = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1500));

describe('the dead-letter queue', () => {
  test('is listed with the reason of each event', async () => {
    const { env } = await queues('listed');
    const { exitCode, stdout } = await runCommand(['dead-letters'], env);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('3 events in the dead-letter queue');
    expect(stdout).toMatch(/rejected +Purchase +order_1/);
    expect(stdout).toMatch(/in_doubt +Purchase +order_2/);
    expect(stdout).toContain('unreadable');
  });

  test('redrive moves the chosen events, and nothing with --dry-run or without --yes', async () => {
    const { client, queueUrl, env, rejected } = await queues('redriven');
    const refused = await runCommand(['redrive', '--reason', 'rejected'], env);
    expect(refused.exitCode).toBe(2);
    const dry = await runCommand(['redrive', '--reason', 'rejected', '--dry-run', '--json'], env);
    expect(dry.json()).toMatchObject({ deadLetters: [{ eventId: 'order_1' }] });
    await shown();
    const moved = await runCommand(['redrive', '--reason', 'rejected', '--yes', '--json'], env);
    expect(moved.json()).toMatchObject({ redriven: 1, left: { notSelected: 1, unreadable: 1 } });
    const { Messages = [] } = await client.receiveMessage({ QueueUrl: queueUrl });
    const eventOf = (body = ''): unknown => (JSON.parse(body) as { event: unknown }).event;
    expect(Messages.map(({ Body }) => eventOf(Body))).toEqual([eventOf(rejected)]);
  });

  test('reconcile takes a payment in it for missing', async () => {
    const { env } = await queues('reconciled');
    const created = Math.floor(Date.now() / 1000) - 60;
    const payment = (id: string): string =>
      JSON.stringify({
        id: `evt_${id}`,
        type: 'payment_intent.succeeded',
        created,
        livemode: true,
        data: {
          object: {
            id,
            status: 'succeeded',
            amount: 100,
            currency: 'eur',
            invoice: null,
            customer: 'cus_1',
            metadata: { meta_consent: 'granted' },
          },
        },
      });
    const dead = record('pi_dead');
    const { client, deadLetterQueueUrl } = await queues('reconciled-too');
    await client.sendMessage({ QueueUrl: deadLetterQueueUrl, MessageBody: writeRecord(dead) });
    const args = ['reconcile', 'stripe', '-', '--dead-letter-queue', deadLetterQueueUrl];
    const ran = await runCommand(args, env, `${payment('pi_dead')}\n${payment('pi_fine')}\n`);
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toMatch(/Missing \(1\):\n +Purchase +pi_dead .*In the dead-letter queue/);
  });

  test('the lines of the README work', async () => {
    const { env } = await queues('documented');
    const lines = [...readmeLines('meta-capi dead-letters'), ...readmeLines('meta-capi redrive')];
    expect(lines).toHaveLength(3);
    const printed: string[] = [];
    for (const line of lines) {
      printed.push((await runCommand(line.split(' ').slice(1), env)).stdout);
      await shown();
    }
    expect(printed[0]).toContain('3 events in the dead-letter queue');
    expect(printed[1]).toContain('Nothing was moved.');
    expect(printed[2]).toContain('1 event queued again.');
  });

  test('an unknown queue is named by its flag, without the account', async () => {
    const { env } = await queues('unknown');
    const { exitCode, stderr } = await runCommand(
      ['dead-letters', '--dead-letter-queue', `${emulator.endpoint}/000000000000/none`],
      env,
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('SQS');
  });
});
