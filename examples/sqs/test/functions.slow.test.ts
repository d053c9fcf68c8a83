import { freePort } from '@meta-capi/stand-ins/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGraph, up } from '../../lambda/test/graphs.ts';
import { canIsolate, startDeadNameServer } from '../../lambda/test/name-server.ts';
import { registration } from '../../lambda/test/registration.ts';
import { startFunction } from './functions.ts';
import {
  activeCampaignRequest,
  activeCampaignSecret,
  stripeRequest,
  webhookSecret,
} from './payloads.ts';
import { type Queue, startQueue } from './queue.ts';

// docs/scale.md reports a run with ROUNDS=1000: npm run freeze
const rounds = Number(process.env['ROUNDS'] ?? 40);
const token = 'EAAmadeupmadeupmadeup';

let queue: Queue;

beforeAll(async () => {
  queue = await startQueue();
});

afterAll(() => {
  queue.close();
});

describe('the functions of template.yaml', () => {
  test('queue a sign-up, a payment and a subscription, and Meta counts each once', async ({
    onTestFinished,
  }) => {
    const { url, sandbox, close } = await startGraph(up);
    onTestFinished(close);
    const cognito = await startFunction('cognito', queue.env);
    const stripe = await startFunction('stripe', {
      ...queue.env,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
    });
    const activecampaign = await startFunction('activecampaign', {
      ...queue.env,
      ACTIVECAMPAIGN_ACCOUNT: 'example',
      ACTIVECAMPAIGN_SECRET: activeCampaignSecret,
    });
    const consumer = await startFunction('consumer', {
      ...queue.env,
      META_CAPI_ACCESS_TOKEN: token,
      META_CAPI_BASE_URL: url,
    });
    for (const fn of [cognito, stripe, activecampaign, consumer]) onTestFinished(fn.close);

    const signUp = registration('kim');
    expect((await cognito.invoke(signUp)).body).toEqual(signUp);
    // Cognito invokes a slow trigger again.
    await cognito.invoke(signUp);
    const paid = await stripe.invoke(stripeRequest('kim'));
    expect(paid.body).toMatchObject({ statusCode: 200 });
    const subscribed = await activecampaign.invoke(activeCampaignRequest(7));
    expect(subscribed.body).toMatchObject({ statusCode: 200 });
    expect(await queue.count()).toBe(4);
    expect(sandbox.events).toHaveLength(0);

    await queue.drain(consumer);
    expect(await queue.count()).toBe(0);
    const counted = new Set(sandbox.counted.map(({ eventName }) => eventName));
    expect(counted).toEqual(new Set(['CompleteRegistration', 'Contact', 'Purchase']));
    expect(sandbox.counted).toHaveLength(3);
    const logs = [cognito, stripe, activecampaign, consumer].flatMap(({ log }) => log).join('\n');
    expect(logs).not.toMatch(/example\.com|EAAmadeup/);
  });

  test('a payment that SQS does not accept gets a 503, so Stripe sends it again', async ({
    onTestFinished,
  }) => {
    const stripe = await startFunction('stripe', {
      ...queue.env,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${await freePort()}`,
    });
    onTestFinished(stripe.close);
    const { body } = await stripe.invoke(stripeRequest('late'), { timeoutMs: 10_000 });
    expect(body).toMatchObject({ statusCode: 503 });
    expect(stripe.log.join()).toContain('SQS did not confirm this event (ECONNREFUSED)');
  });
});

test('F-15: nothing is lost if the function is frozen immediately after it returns, and then killed', {
  timeout: 600_000,
}, async ({ onTestFinished }) => {
  const cognito = await startFunction('cognito', queue.env);
  onTestFinished(cognito.close);
  const before = await queue.count();
  for (let round = 0; round < rounds; round += 1) {
    const { kind } = await cognito.invoke(registration(`frozen-${round}`));
    expect(kind).toBe('response');
    // The process is stopped now. After a kill it cannot finish any work.
    if (round % 10 === 9) cognito.recycle();
  }
  cognito.recycle();
  expect(await queue.count()).toBe(before + rounds);
  expect(cognito.log).toEqual([]);
});

test.skipIf(!canIsolate)(
  'a sign-up does not wait for Meta: its name server is down, and the event is queued',
  async ({ onTestFinished }) => {
    const names = await startDeadNameServer();
    const cognito = await startFunction('cognito', queue.env, [...names.command, process.execPath]);
    onTestFinished(names.close);
    onTestFinished(cognito.close);
    const before = await queue.count();
    expect((await cognito.invoke(registration('nameless'))).kind).toBe('response');
    expect(await queue.count()).toBe(before + 1);
    expect(names.questions).toBe(0);
  },
);
