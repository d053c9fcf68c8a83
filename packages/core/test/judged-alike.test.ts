import { describe, expect, test } from 'vitest';
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
  ])('%s', async (_, given, userData) => {
    expect((await taken(given)).user_data).toMatchObject(userData);
  });
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
