import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WebhookAdapter, WebhookError } from '@meta-capi/core/adapter';
import type * as adapterPackage from '@meta-capi/stripe-adapter';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import stripePackage from '../../package.json' with { type: 'json' };
import { paymentSucceeded } from '../fixtures/payment-intent.ts';
import { signedRequest, webhookSecret } from '../webhook/signed-request.ts';

const folder = await mkdtemp(join(tmpdir(), 'stripe-versions-'));
afterAll(() => rm(folder, { recursive: true }));

test('the two ends of the stated range are what is tested', () => {
  const { peerDependencies, devDependencies } = stripePackage;
  expect(devDependencies['stripe-lowest']).toBe('npm:stripe@15.0.0');
  expect(devDependencies['stripe'].split('.')[0]).toBe('23');
  expect(peerDependencies['stripe']).toBe('>=15.0.0 <24');
});

describe.each(['stripe', 'stripe-lowest'])('with the package %s', (stripe) => {
  let adapter: WebhookAdapter<adapterPackage.StripeEvent>;

  beforeAll(async () => {
    const outfile = join(folder, `${stripe}.mjs`);
    await build({
      entryPoints: [new URL('../../src/index.ts', import.meta.url).pathname],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@meta-capi/source'],
      alias: { stripe },
      logLevel: 'error',
    });
    const bundle = (await import(pathToFileURL(outfile).href)) as typeof adapterPackage;
    adapter = bundle.stripeAdapter({ webhookSecret: ['whsec_the_old_one', webhookSecret] });
  });

  test('a signed event is received', async () => {
    const payload = paymentSucceeded();
    expect(await adapter.receive(signedRequest(payload))).toEqual(payload);
  });

  test.each([
    ['another secret', { secret: 'whsec_of_somebody_else' }, 'no secret matches'],
    ['an old signature', { timestamp: now() - 400 }, 'more than 300 s ago'],
    ['a signature of tomorrow', { timestamp: now() + 400 }, 'more than 300 s from now'],
  ])('%s is refused', async (_, signing, why) => {
    const refusal = adapter.receive(signedRequest(paymentSucceeded(), signing));
    await expect(refusal).rejects.toMatchObject({
      name: 'WebhookError',
      status: 400,
      message: expect.stringContaining(why) as string,
    } satisfies Partial<WebhookError>);
  });
});

test('with a client of the lowest version, the first payment is 503, and the report names the fix', async () => {
  const Lowest = createRequire(import.meta.url)('stripe-lowest') as new (
    key: string,
    config: { host: string; port: number },
  ) => adapterPackage.StripeLookups;
  const stripe = new Lowest('sk_test_made_up', { host: '127.0.0.1', port: 1 });
  for (const renewals of ['first', 'all'] as const) {
    const adapter = stripeAdapter({ webhookSecret, stripe, renewals });
    await expect(adapter.enrich?.(paymentSucceeded())).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining('stripe 18') as string,
    });
  }
});

function now(): number {
  return Math.floor(Date.now() / 1000);
}
