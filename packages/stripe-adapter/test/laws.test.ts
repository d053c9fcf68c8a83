import { adapterLaws } from '@meta-capi/core/testing';
import { createSandbox } from '@meta-capi/sandbox';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { describe, expect, test } from 'vitest';
import { fixtures } from './fixtures/index.ts';
import { forgeries } from './webhook/forgeries.ts';
import { signedRequest, webhookSecret } from './webhook/signed-request.ts';

describe.each(['payment_intent', 'checkout', 'invoice'] as const)(
  'purchaseSource: %s',
  (purchaseSource) => {
    const laws = adapterLaws({
      adapter: stripeAdapter({ webhookSecret, purchaseSource, accounts: 'all' }),
      fixtures: fixtures.map(({ name, payload, conversion }) => ({
        name,
        payload,
        conversion: conversion[purchaseSource],
        request: () => signedRequest(payload),
      })),
      graph: createSandbox({ strict: true }).fetch,
      forgeries,
    });
    test.each(laws)('$name', async ({ run }) => {
      await expect(run()).resolves.toBeUndefined();
    });
  },
);
