import { createSandbox } from '@meta-capi/sandbox';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explain } from '../../src/prepare/explain.ts';
import { prepareEvent } from '../../src/prepare/prepare.ts';
import { userDataKeys } from '../../src/prepare/user-data/keys.ts';
import { anyEvent } from '../any-event.ts';
import { runs } from '../fuzz-runs.ts';

const config = { whenConsentUnknown: 'send', testEventCode: 'TEST1' } as const;
const judged = runs(2000);

test(`the sandbox in strict mode takes whatever is let through (${judged} runs)`, async () => {
  let letThrough = 0;
  await fc.assert(
    fc.asyncProperty(anyEvent, async (event) => {
      const preparation = prepareEvent(event, config);
      if (!preparation.ok || looksLikeTemplate(preparation.event.wire.event_id)) return;
      letThrough += 1;
      const sandbox = createSandbox({ strict: true });
      const response = await sandbox.fetch('https://graph.facebook.com/v26.0/1234567890/events', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          data: [preparation.event.wire],
          access_token: 'a-token-of-this-test-only',
        }),
      });
      expect(await response.json()).toMatchObject({ events_received: 1 });
    }),
    { numRuns: judged },
  );
  expect(letThrough).toBeGreaterThan(judged / 20);
});

/** The strict sandbox suspects such ids; core rejects only what a program prints for a missing value. */
function looksLikeTemplate(eventId: string): boolean {
  return /^(?:[<{$%]|(?:none|nil|true|false)$)/i.test(eventId.trim());
}

const anything = runs(2000);

test(`whatever it is given, it answers with one of its two shapes and pollutes nothing (${anything} runs)`, () => {
  const before = [Object.prototype, Array.prototype].map((proto) =>
    Object.getOwnPropertyNames(proto).join(),
  );
  fc.assert(
    fc.property(fc.oneof(hostile, anyEvent), (event) => {
      const preparation = prepareEvent(event as never, config);
      expect(Object.keys(preparation).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
        preparation.ok ? ['event', 'ok', 'warnings'] : ['issues', 'ok', 'reason', 'skipped'],
      );
      const { leaves } = explain(event as never, config);
      expect(leaves).toBe(preparation.ok);
    }),
    { numRuns: anything },
  );
  const after = [Object.prototype, Array.prototype].map((proto) =>
    Object.getOwnPropertyNames(proto).join(),
  );
  expect(after).toEqual(before);
});

const planted = runs(500);

test(`30 canaries never appear in issues, warnings or explanations (${planted} runs)`, () => {
  const canaries = Array.from({ length: 30 }, (_, at) => `canary${at}x`);
  const forms = (canary: string): fc.Arbitrary<unknown> =>
    fc.constantFrom<unknown>(
      canary,
      `${canary}@example.com`,
      `+49 30 1234567 ${canary}`,
      [canary],
      { [canary]: canary },
      `https://${canary}.example/${canary}?${canary}=${canary}`,
      new Date(Number.NaN),
      Number.NaN,
    );
  const fields = [
    'eventName',
    'eventId',
    'eventTime',
    'actionSource',
    'dataProcessingOptions',
    ...Object.keys(userDataKeys).map((key) => `userData.${key}`),
  ];
  const places = [
    ...fields.slice(0, 16),
    ...[
      'fbp',
      'fbc',
      'clientIpAddress',
      'clientUserAgent',
      'eventSourceUrl',
      'referrerUrl',
      'consent',
    ].map((key) => `visitor.${key}`),
    ...['value', 'currency', 'contents', 'content_name', 'note', 'order_id', 'content_ids'].map(
      (key) => `customData.${key}`,
    ),
  ];
  fc.assert(
    fc.property(
      fc.tuple(...places.map((_, at) => forms(canaries[at] ?? ''))),
      fc.subarray(places),
      (values, used) => {
        const event: Record<string, unknown> = {
          eventName: 'Lead',
          eventId: 'e-1',
          eventTime: Date.now() / 1000,
          userData: { email: 'canary@example.com' },
        };
        for (const [at, place] of places.entries()) {
          if (!used.includes(place)) continue;
          const [box = '', key] = place.split('.');
          event[box] =
            key === undefined ? values[at] : { ...Object(event[box]), [key]: values[at] };
        }
        const preparation = prepareEvent(event as never, config);
        const said = preparation.ok ? preparation.warnings : preparation.issues;
        expect(JSON.stringify([said, explain(event as never, config)])).not.toContain('canary');
      },
    ),
    { numRuns: planted },
  );
});

/** Objects that throw, lie and go round in circles. */
const hostile = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
  }),
  fc.constantFrom('eventName', 'userData', 'visitor', 'customData', 'eventTime').map((key) =>
    Object.defineProperty({ eventName: 'Lead', eventId: 'e-1' }, key, {
      enumerable: true,
      get() {
        throw new Error('canary');
      },
    }),
  ),
  anyEvent.map(
    (event) =>
      new Proxy(event, {
        ownKeys() {
          throw new Error('canary');
        },
      }),
  ),
  anyEvent.map((event) => {
    const cyclic: Record<string, unknown> = { ...event };
    cyclic['customData'] = cyclic;
    return cyclic;
  }),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString').map((key) => ({
    eventName: 'Lead',
    eventId: 'e-1',
    eventTime: Date.now() / 1000,
    userData: JSON.parse(`{"${key}":{"polluted":1},"email":"maria@example.com"}`) as object,
    customData: JSON.parse(`{"${key}":{"polluted":1}}`) as object,
  })),
);
