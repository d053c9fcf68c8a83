import { startSandbox } from '@meta-capi/sandbox';
import { createLambda, type LambdaOptions, onStripesBus } from '@meta-capi/stand-ins/eventbridge';
import { readSamTemplate } from '@meta-capi/stand-ins/sam-template';
import { createStripe } from '@meta-capi/stand-ins/stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { redrive } from './redrive.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let options: LambdaOptions;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, strict: true });
  const { Resources } = await readSamTemplate(new URL('../template.yaml', import.meta.url));
  const { Timeout, EventInvokeConfig } = (Resources['Function']?.Properties ??
    {}) as unknown as FunctionProperties;
  options = {
    timeoutMs: Timeout * 1000,
    mostRetries: EventInvokeConfig.MaximumRetryAttempts,
    mostAgeSeconds: EventInvokeConfig.MaximumEventAgeInSeconds,
  };
  vi.stubEnv('META_PIXEL_ID', '1234567890');
  vi.stubEnv('META_CAPI_ACCESS_TOKEN', 'EAAmadeupmadeupmadeup');
  vi.stubEnv('META_CONSENT_UNKNOWN', 'drop');
  vi.stubEnv('META_CAPI_BASE_URL', sandbox.url);
  vi.stubEnv('STRIPE_PURCHASE_SOURCE', 'payment_intent');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await sandbox.close();
});

interface FunctionProperties {
  Timeout: number;
  EventInvokeConfig: { MaximumRetryAttempts: number; MaximumEventAgeInSeconds: number };
}

test('a sale is kept while the token is refused, and counts once after redrive.sh', {
  timeout: 30_000,
}, async () => {
  const error = vi.spyOn(console, 'error').mockReturnValue();
  const { handler } = await import('../src/handler.ts');
  const lambda = createLambda(handler, options);
  const stripe = createStripe({ now: Math.floor(Date.now() / 1000) - 3600 });
  const sale = stripe.life.pay({ amount: 4999, metadata: { meta_consent: 'granted' } });
  const paid = stripe.happenings.find(({ type }) => type === 'payment_intent.succeeded');
  if (paid === undefined) throw new Error('Nothing was paid.');
  const event = onStripesBus(stripe.snapshot(paid));

  sandbox.sandbox.faults.simulate({ kind: 'token_expired', times: 3 });
  expect(await lambda.deliver(event)).toBe(false);
  expect(lambda.begunAt).toEqual([0, 60, 180]);
  expect(sandbox.sandbox.counted).toEqual([]);
  expect(JSON.stringify(error.mock.calls)).not.toContain('EAA');

  // The queue's messages, Lambda's record of the failure, go through the script of the example.
  const messages = lambda.failures.map((record) => JSON.stringify(record));
  for (const again of [...(await redrive(messages)), event]) {
    expect(await lambda.deliver(again)).toBe(true);
  }
  expect(sandbox.sandbox.counted.map(({ eventId }) => eventId)).toEqual([sale.id]);
});
