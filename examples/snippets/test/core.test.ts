import { createCapiClient } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { afterEach, expect, test, vi } from 'vitest';
import { deliver, toMessage } from '../src/queue.ts';

afterEach(() => vi.restoreAllMocks());

const lead = {
  eventName: 'Lead',
  eventId: 'lead-1',
  eventTime: new Date(),
  userData: { email: 'maria@example.com' },
  visitor: { consent: 'granted' },
} as const;

test('explain prints what happens to every field, and nobody’s data', async () => {
  const table = vi.spyOn(console, 'table').mockReturnValue();
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('../src/explain-event.ts');
  const said = JSON.stringify([table.mock.calls, log.mock.calls]);
  expect(said).toContain('phone_without_country_code');
  expect(said).toContain('invalid_fbc');
  expect(said).toContain('It would be sent.');
  expect(said).not.toMatch(/maria|1234567|IwAR2F4/i);
});

test('a queue’s message holds no raw personal data, and is delivered once it comes out', async () => {
  const sandbox = createSandbox({ strict: true });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  const message = toMessage(lead) ?? '';
  expect(message).not.toContain('maria');
  expect(await deliver(message, capi)).toMatchObject({ ok: true, eventsReceived: 1 });
  expect(await deliver(message.replace(/[\da-f]{64}/, 'maria@example.com'), capi)).toBeUndefined();
  expect(toMessage({ ...lead, visitor: {} })).toBeUndefined();
});

test('onlyOnce works with Keyv as it is', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
  const { sink } = await import('../src/only-once.ts');
  expect(await sink.sendEvents([lead])).toMatchObject({ ok: false, reason: 'not_configured' });
  const { onlyOnce } = await import('@meta-capi/core');
  const { default: Keyv } = await import('keyv');
  const sandbox = createSandbox();
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  const store = new Keyv();
  for (const expected of ['delivered', 'skipped']) {
    const once = onlyOnce(capi, store, { scope: 'shop' });
    const { outcomes } = await once.sendEvents([lead]);
    expect(outcomes[0]?.outcome).toBe(expected);
  }
  expect(sandbox.events).toHaveLength(1);
});
