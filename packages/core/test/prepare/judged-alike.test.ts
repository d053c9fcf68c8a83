import { createSandbox } from '@meta-capi/sandbox';
import { describe, expect, test } from 'vitest';
import { spread } from '../fuzz-runs.ts';
import { type Given, prepared, taken } from './rules/judged.ts';

const NOW = Date.now();
const HASH = '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f';
const CLICK = 'IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB';
const FBC = `fb.1.${NOW - 60_000}.${CLICK}`;
const FBP = 'fb.1.1596403881668.1116446470';

// No source decides these. core and the sandbox, which share no line, must give one answer.
describe('sent by core, and accepted by the sandbox in strict mode', () => {
  test.each<[string, Given, object]>([
    ['customData null', { customData: null }, {}],
    ['customData [], as PHP writes an empty map', { customData: [] }, {}],
    ['fbc with a tilde', { visitor: { fbc: `${FBC}~` } }, { fbc: `${FBC}~` }],
    [
      'fbc with the builder’s mark twice',
      { visitor: { fbc: `${FBC}.AQQAAQMC.AQQAAQMC` } },
      { fbc: `${FBC}.AQQAAQMC.AQQAAQMC` },
    ],
    [
      'fbp with the builder’s mark twice',
      { visitor: { fbp: `${FBP}.BA.AQQAAQMC` } },
      { fbp: `${FBP}.BA.AQQAAQMC` },
    ],
    [
      'a hash with a mark',
      { userData: { email: `${HASH}.AQQAAQMC` } },
      { em: [`${HASH}.AQQAAQMC`] },
    ],
    [
      'a hash with the builder’s mark twice',
      { userData: { email: `${HASH}.AQQAAQMC.AQQAAQMC` } },
      { em: [`${HASH}.AQQAAQMC.AQQAAQMC`] },
    ],
  ])('%s', async (_, given, userData) => {
    expect((await taken(given)).user_data).toMatchObject(userData);
  });
});

test('core and the sandbox agree about ISO 4217, for any three letters', async () => {
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  const codes = spread(
    letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c))),
  );
  const ofCore = codes.map((currency) => {
    const preparation = prepared({ customData: { value: 1, currency } });
    if (!preparation.ok) return 'skipped';
    if (preparation.event.wire.custom_data?.['currency'] === undefined) return 'no code';
    return preparation.warnings.length > 0 ? 'not in use' : 'money';
  });
  const { fetch, events } = createSandbox();
  for (let from = 0; from < codes.length; from += 1000) {
    const data = codes.slice(from, from + 1000).map((currency, index) => ({
      event_name: 'Lead',
      event_time: Math.floor(NOW / 1000) - 5,
      event_id: `${from + index}`,
      action_source: 'system_generated',
      user_data: { em: [HASH] },
      custom_data: { value: 1, currency },
    }));
    await fetch('https://graph.facebook.com/v27.0/1234567890/events', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ data, access_token: 'a-made-up-token' }),
    });
  }
  const ofSandbox = events.map(({ findings: [finding] }) => {
    if (finding?.rule === 'currency-invalid') return 'no code';
    return finding?.rule === 'currency-not-in-use' ? 'not in use' : 'money';
  });

  expect(new Set(ofSandbox)).toEqual(new Set(['no code', 'not in use', 'money']));
  expect(codes.filter((_, index) => ofCore[index] !== ofSandbox[index])).toEqual([]);
});

describe('left out by core, and rejected by the sandbox', () => {
  test.each<[string, Given, string]>([
    ['the bare fbclid', { visitor: { fbc: CLICK } }, 'fbc'],
    ['fbc without a click id', { visitor: { fbc: `fb.1.${NOW}.` } }, 'fbc'],
    ['fbc of a mark alone', { visitor: { fbc: `fb.1.${NOW}..AQQAAQMC` } }, 'fbc'],
  ])('%s', (_, given, absent) => {
    const preparation = prepared({ userData: { email: HASH }, ...given });
    if (!preparation.ok) throw new Error(JSON.stringify(preparation));
    expect(JSON.stringify(preparation.event.wire.user_data)).not.toContain(absent);
  });
});
