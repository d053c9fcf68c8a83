import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { normalizeCountry } from '../../src/normalize/country.ts';
import { normalizeDateOfBirth } from '../../src/normalize/date-of-birth.ts';
import { normalizeEmail } from '../../src/normalize/email.ts';
import { normalizeGender } from '../../src/normalize/gender.ts';
import { checkLeadId, checkLoginId, normalizeExternalId } from '../../src/normalize/ids.ts';
import { normalizeCity, normalizeName } from '../../src/normalize/names.ts';
import { normalizePhone } from '../../src/normalize/phone.ts';
import type { Normalized, Rule } from '../../src/normalize/rule.ts';
import { normalizeState } from '../../src/normalize/state.ts';
import { textOf } from '../../src/normalize/text.ts';
import { normalizeZip } from '../../src/normalize/zip.ts';
import { anyText } from '../any-text.ts';
import { runs, spread } from '../fuzz-runs.ts';
import { context, outcome } from './outcome.ts';

const rules: [name: string, rule: Rule][] = [
  ['normalizeEmail', normalizeEmail],
  ['normalizePhone', normalizePhone],
  ['normalizeName', normalizeName],
  ['normalizeGender', normalizeGender],
  ['normalizeDateOfBirth', normalizeDateOfBirth],
  ['normalizeCity', normalizeCity],
  ['normalizeState', normalizeState],
  ['normalizeZip', normalizeZip],
  ['normalizeCountry', normalizeCountry],
  ['normalizeExternalId', normalizeExternalId],
  ['checkLeadId', checkLeadId],
  ['checkLoginId', checkLoginId],
];

// What people, forms and programs write; every string of it is near to something a rule takes.
const plausible = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '@',
        '.',
        '-',
        '+',
        '(0)',
        '00',
        '0',
        ' ',
        '\u00a0',
        '\u200b',
        "'",
        '/',
        'ext',
        'x5',
        'the',
        'example.com',
        'ß',
        'İ',
        'ſ',
        'Σ',
        'ς',
        'e\u0301',
        '\u0301',
        'ﬁ',
        'Ǆ',
        '\ud800',
        '定',
        '٣',
        '３',
        '1997',
        '02',
        '16',
        '2134',
        'm1',
        '94035',
        'new',
        'YORK',
        'georgia',
        'usa',
        'UK',
        'null',
      ),
      fc.string({ maxLength: 3 }),
      fc.nat({ max: 9999 }).map(String),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const text = fc.oneof(plausible, anyText(40), fc.string({ unit: 'binary', maxLength: 40 }));
const country = fc.constantFrom(undefined, 'us', 'ca', 'gb', 'gr', 'de');

const count = runs(1_000);

describe.each(rules)('%s', (_, rule) => {
  it(`gives a text or a problem, the same each time, whatever it is given (${count} runs)`, () => {
    fc.assert(
      fc.property(text, country, (given, of) => {
        const first = rule(given, context({ country: of }));
        expect(rule(given, context({ country: of }))).toEqual(first);
        expect(() => outcome(first)).not.toThrow();
      }),
      { numRuns: count },
    );
  });

  it(`changes nothing the second time (${count} runs)`, () => {
    fc.assert(
      fc.property(text, country, (given, of) => {
        const once = sent(rule(given, context({ country: of })));
        if (once === undefined) return;
        expect(sent(rule(once, context({ country: of })))).toBe(once);
      }),
      { numRuns: count },
    );
  });
});

describe('any character of Unicode', () => {
  // The planes in use: letters up to plane 3, marks of plane 14.
  const points = spread(
    Array.from({ length: 0x4_0000 + 0x200 }, (_, index) =>
      String.fromCodePoint(index < 0x4_0000 ? index : index - 0x4_0000 + 0xe_0000),
    ),
  );

  it.each([
    ['normalizeName', normalizeName],
    ['normalizeCity', normalizeCity],
    ['normalizeEmail', (local: string) => normalizeEmail(`${local}@example.com`)],
  ])('is stable after %s, also with accents', (_, rule: Rule) => {
    const unstable = points
      .map((point) => `${point}a${point}\u0301\u0323`)
      .filter((given) => {
        const once = sent(rule(given, context()))?.replace('@example.com', '');
        return (
          once !== undefined && sent(rule(once, context()))?.replace('@example.com', '') !== once
        );
      });
    expect(unstable).toEqual([]);
  });
});

describe('textOf', () => {
  it(`is total, stable and trimmed (${count} runs)`, () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.anything({ withBigInt: true, withDate: true })), (given) => {
        const once = textOf(given, 256);
        if (typeof once !== 'string') return;
        expect(textOf(once, 256)).toBe(once);
        expect(once.trim()).toBe(once);
      }),
      { numRuns: count },
    );
  });
});

describe.each(rules)('%s on 100,000 characters', (_, rule) => {
  // With a quadratic step one of these takes minutes; without one, all of them milliseconds.
  const length = 100_000;
  const inner = [
    ' ',
    'a',
    'a ',
    '@',
    'a@',
    'a.',
    '1',
    '0',
    '+',
    '(0)',
    '1-',
    '1 ',
    "'",
    'é',
    '\u200b',
  ];
  const ends = [
    ['', ''],
    ['a', 'b'],
    ['+1', '@'],
    ['a@', 'x'],
  ] as const;

  it.each(ends)('between %j and %j takes less than three seconds', (head, tail) => {
    const start = performance.now();
    for (const seed of inner) {
      rule(head + seed.repeat(length / seed.length) + tail, context());
    }
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe('the locale of the process', () => {
  it('is asked by no rule: Turkish has another lower case', () => {
    const asked = (['toLocaleLowerCase', 'toLocaleUpperCase', 'localeCompare'] as const).map(
      (method) => vi.spyOn(String.prototype, method),
    );
    for (const [, rule] of rules) {
      for (const given of [
        'ISTANBUL',
        'İstanbul',
        'INFO@EXAMPLE.COM',
        '+49 I',
        'Côte',
        '16/2/1997',
      ]) {
        rule(given, context({ country: 'us' }));
      }
    }
    expect(asked.map((spy) => spy.mock.calls.length)).toEqual([0, 0, 0]);
    vi.restoreAllMocks();
  });
});

function sent(normalized: Normalized): string | undefined {
  return typeof normalized === 'string' ? normalized : normalized.value;
}
