import { createCapiClient } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { afterEach, expect, test, vi } from 'vitest';
import { checkEnvironment } from '../src/check-config.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.resetModules();
});

test('the test of the skill passes: one purchase, one duplicate, one refusal', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  await expect(import('../src/skill-test.ts')).resolves.toBeDefined();
});

test('the route of the skill keeps Stripe’s events until it is configured', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(console, 'warn').mockReturnValue();
  const { POST } = await import('../src/skill-stripe-route.ts');
  const request = new Request('https://shop.example', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': 't=1,v1=00' },
    body: '{}',
  });
  expect((await POST(request)).status).toBe(503);
});

test('the start-up check names each variable that is missing', () => {
  expect(() => checkEnvironment({})).toThrow(/META_PIXEL_ID[\s\S]*META_CAPI_ACCESS_TOKEN/);
  expect(() =>
    checkEnvironment({
      META_PIXEL_ID: '1234567890',
      META_CAPI_ACCESS_TOKEN: 'a-token-of-this-test-only',
    }),
  ).not.toThrow();
});

test('the old helper, with the visitor, still sends the event', async () => {
  const sandbox = createSandbox({ strict: true });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  const moving = await import('../src/moving-helper.ts');
  vi.spyOn(moving.capi, 'sendCapiEvent').mockImplementation((name, input) =>
    capi.sendCapiEvent(name, input),
  );
  const visitor = { consent: 'granted' } as const;
  const person = { email: 'maria@example.com' };
  const customData = { value: 20, currency: 'EUR' };
  const result = await moving.sendCapiEvent('Lead', person, 'lead-7', visitor, customData);
  expect(result).toMatchObject({ ok: true });
  expect(sandbox.counted[0]).toMatchObject({ eventId: 'lead-7', event: { event_name: 'Lead' } });
});
