import { createSandbox } from '@meta-capi/sandbox';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCapiClient } from '../../src/client/client.ts';
import { onlyOnce } from '../../src/only-once/only-once.ts';
import { observed } from '../../src/report/observed.ts';
import { toLambdaHandler } from '../../src/server/lambda-handler.ts';
import type { WebhookAdapter } from '../../src/webhook/adapter.ts';
import { createWebhookHandler } from '../../src/webhook/webhook.ts';
import { WebhookError } from '../../src/webhook/webhook-error.ts';
import { anyEvent } from '../any-event.ts';
import { answer, reset } from '../delivery/faults.ts';
import { startFaultyServer } from '../delivery/faulty-server.ts';
import { runs } from '../fuzz-runs.ts';

const config = {
  pixelId: '1234567890',
  accessToken: 'a-token-of-this-test-only',
  whenConsentUnknown: 'send',
} as const;

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.off('unhandledRejection', note);
});

const throwing = (key: string): object =>
  Object.defineProperty({ eventName: 'Lead', eventId: 'e-1' }, key, {
    enumerable: true,
    get() {
      throw new Error('canary');
    },
  });
const untouchable = (): object =>
  new Proxy([], {
    get() {
      throw new Error('canary');
    },
  });
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSparseArray: true,
});
const optionKeys = ['timeoutMs', 'signal', 'maxAttempts', 'testEventCode'] as const;
/** Functions that make them: fast-check looks at what it makes, and these throw when looked at. */
type Made = fc.Arbitrary<() => unknown>;
const made = (values: fc.Arbitrary<unknown>): Made => values.map((value) => () => value);
const events: Made = fc.oneof(
  made(anything),
  made(fc.array(fc.oneof(anyEvent, anything), { maxLength: 5 })),
  fc.constantFrom('eventName', 'eventId', 'wire').map((key) => () => [throwing(key)]),
  fc.constantFrom(untouchable, () => [untouchable()]),
);
const options: Made = fc.oneof(
  made(anything),
  made(fc.record(Object.fromEntries(optionKeys.map((key) => [key, anything])))),
  fc.constantFrom(...optionKeys).map((key) => () => throwing(key)),
  fc.constant(untouchable),
);

const count = runs(2000);

test(`F-05 whatever events and options are, every sink answers with one of three shapes (${count} runs)`, async () => {
  const capi = createCapiClient({ ...config, fetch: createSandbox().fetch });
  const wrapped = observed(onlyOnce(capi, undefined, { scope: 'p' }), () => undefined);
  vi.spyOn(console, 'warn').mockReturnValue();
  const idle = createCapiClient({} as never);
  await fc.assert(
    fc.asyncProperty(events, options, async (makeEvents, makeOptions) => {
      const [list, given] = [makeEvents(), makeOptions()];
      const results = await Promise.all([
        capi.sendEvents(list as never, given as never),
        capi.deliver(list as never, given as never),
        wrapped.sendEvents(list as never, given as never),
        idle.sendEvents(list as never, given as never),
      ]);
      for (const result of results) {
        expect(shapeOf(result)).toMatch(
          /^(eventsReceived ok outcomes warnings|ok outcomes reason skipped warnings|error ok outcomes skipped status warnings)$/,
        );
        expect(JSON.stringify(result)).not.toContain('canary');
      }
    }),
    { numRuns: count },
  );
});

test('F-09 what rejects long after everybody has gone is nobody’s unhandled rejection', async () => {
  const soon = async (): Promise<never> => {
    await sleep(60);
    throw new Error('too late');
  };
  const hurried = { timeoutMs: 20, maxAttempts: 1 };
  const lead = { eventId: 'l', userData: { externalId: 'customer-7' } };
  const sandbox = createSandbox();

  const lateFetch = createCapiClient({ ...config, fetch: soon });
  const lateToken = createCapiClient({ ...config, accessToken: soon, fetch: sandbox.fetch });
  const body = new ReadableStream({ pull: soon });
  const lateBody = createCapiClient({ ...config, fetch: async () => new Response(body) });
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
    cancel: soon,
  });
  const endlessBody = createCapiClient({ ...config, fetch: async () => new Response(endless) });
  for (const capi of [lateFetch, lateToken, lateBody, endlessBody]) {
    expect((await capi.sendLeadEvent(lead, hurried)).ok).toBe(false);
  }

  const store = { get: soon, set: soon, delete: soon, add: soon };
  const good = createCapiClient({ ...config, fetch: sandbox.fetch });
  const once = onlyOnce(good, store, { scope: 'p' });
  const event = { eventName: 'Lead', eventTime: new Date(), ...lead };
  expect((await once.sendEvents([event], { timeoutMs: 40 })).ok).toBe(true);

  const reporter = soon as () => void;
  const reported = observed(good, reporter);
  expect((await reported.sendEvents([{ ...event, eventId: 'm' }])).ok).toBe(true);

  const adapter: WebhookAdapter<string> = {
    name: 'paper-mail',
    redelivers: true,
    receive: () => Promise.reject(new WebhookError(401, 'nobody we know')),
    toEvents: () => [],
  };
  const handler = toLambdaHandler(createWebhookHandler(adapter, good, { reporter }));
  expect((await handler({})).statusCode).toBe(401);

  await sleep(150);
  expect(unhandled).toEqual([]);
});

test('F-09 a connection that breaks after its request was given up is nobody’s either', async () => {
  const late = reset('body');
  const server = await startFaultyServer([
    answer(),
    { ...late, run: (socket) => void setTimeout(() => late.run(socket), 80) },
  ]);
  const capi = createCapiClient({ ...config, baseUrl: `http://127.0.0.1:${server.port}` });
  const lead = { userData: { externalId: 'customer-7' } };
  await capi.sendLeadEvent({ ...lead, eventId: 'a' });
  const controller = new AbortController();
  const aborted = capi.sendLeadEvent({ ...lead, eventId: 'b' }, { signal: controller.signal });
  const hurried = capi.sendLeadEvent({ ...lead, eventId: 'c' }, { timeoutMs: 40 });
  setTimeout(() => controller.abort(), 20);
  for (const result of await Promise.all([aborted, hurried])) expect(result.ok).toBe(false);
  await sleep(150);
  expect(unhandled).toEqual([]);
});

function shapeOf(result: object): string {
  return Object.keys(result)
    .filter((key) => key !== 'queued')
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join(' ');
}

function sleep(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms));
}
