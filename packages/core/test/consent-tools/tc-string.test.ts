import { describe, expect, test } from 'vitest';
import {
  consentsToMeta,
  isValidTcString,
  tcStringUpdatedAt,
} from '../../src/consent-tools/tc-string.ts';
import { readTcf } from '../../src/consent-tools/tcf.ts';

// Bits are written here as the IAB's specification lists them.
// https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework/blob/master/TCFv2/IAB%20Tech%20Lab%20-%20Consent%20string%20and%20vendor%20list%20formats%20v2.md
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const disclosed = 'IAAg';

function bits(value: number, length: number): string {
  return value.toString(2).padStart(length, '0');
}

function lettersOf(text: string): string {
  return text.replace(/.{1,6}/g, (six) => alphabet.charAt(Number.parseInt(six.padEnd(6, '0'), 2)));
}

/** Tenths of a second. */
function tenths(time: string): number {
  return Date.parse(time) / 100;
}

interface Head {
  version?: number;
  created?: string;
  updated?: string;
  tool?: number;
  country?: readonly [number, number];
}

/** Everything before the lists of vendors: 213 bits. */
function headOf({
  version = 2,
  created = '2026-05-01T10:00:00Z',
  updated = '2026-06-01T10:00:00Z',
  tool = 10,
  country = [6, 17],
}: Head = {}): string {
  return [
    bits(version, 6),
    bits(tenths(created), 36),
    bits(tenths(updated), 36),
    bits(tool, 12),
    bits(1, 12), // the tool's version
    bits(0, 6), // its screen
    bits(4, 6) + bits(13, 6), // the language: EN
    bits(200, 12), // the vendor list's version
    bits(5, 6), // the policy's version
    bits(0, 2), // isServiceSpecific, useNonStandardTexts
    bits(0, 12), // special features
    '101100100000000000000000', // purposes 1, 3, 4, 7
    bits(0, 24), // legitimate interests
    '0', // purposeOneTreatment
    bits(country[0], 6) + bits(country[1], 6),
  ].join('');
}

const one = (vendor: number): string => `0${bits(vendor, 16)}`;
const from = (first: number, last: number): string => `1${bits(first, 16)}${bits(last, 16)}`;
const field = (max: number): string => `${bits(max, 16)}0${'1'.repeat(max)}`;
const entries = (...all: readonly string[]): string => bits(all.length, 12) + all.join('');
const ranges = (max: number, ...all: readonly string[]): string =>
  `${bits(max, 16)}1${entries(...all)}`;
const restriction = (...all: readonly string[]): string =>
  `${bits(3, 6)}${bits(1, 2)}${entries(...all)}`;
const restrictions = (...all: readonly string[]): string => bits(all.length, 12) + all.join('');
const empty = field(0) + field(0) + restrictions();

const complete = lettersOf(headOf() + empty);
const granted = { additionalConsent: '2~89~dv.' };

describe('a TC string', () => {
  test.each<[string, string]>([
    ['no vendors', empty],
    ['five vendors, up to the last bit', field(5) + field(0) + restrictions()],
    ['a bit for each vendor', field(20) + field(31) + restrictions()],
    ['single vendors', ranges(900, one(3), one(900)) + field(0) + restrictions()],
    [
      'ranges of vendors',
      ranges(900, from(3, 40), one(70), from(90, 900)) + field(7) + restrictions(),
    ],
    ['ranges of legitimate interests', field(9) + ranges(50, from(2, 50)) + restrictions()],
    ['a restriction', field(0) + field(0) + restrictions(restriction(one(8)))],
    [
      'restrictions',
      field(0) +
        field(3) +
        restrictions(restriction(from(8, 12), one(20)), restriction(), restriction(one(9))),
    ],
  ])('with %s is valid as long as nothing is missing', (_, sections) => {
    const core = lettersOf(headOf() + sections);
    expect(isValidTcString(`${core}.${disclosed}`)).toBe(true);
    expect(readTcf({ ...granted, tcString: `${core}.${disclosed}` })).toBe('granted');
    for (let length = 0; length < core.length; length += 1) {
      expect(isValidTcString(`${core.slice(0, length)}.${disclosed}`)).toBe(false);
    }
  });

  test.each<[string, Head, boolean]>([
    ['of version 1', { version: 1 }, false],
    ['of version 3', { version: 3 }, false],
    ['of no tool', { tool: 0 }, false],
    ['of tool 1', { tool: 1 }, false],
    ['of tool 2', { tool: 2 }, true],
    ['of tool 4095', { tool: 4095 }, true],
    // The decoder refuses these, too.
    ['with a first letter of the country that is not one', { country: [58, 17] }, false],
    ['with a second one', { country: [6, 58] }, false],
    ['with the last letter that the decoder takes', { country: [57, 57] }, true],
  ])('%s: valid %s', (_, head, expected) => {
    const tcString = `${lettersOf(headOf(head) + empty)}.${disclosed}`;
    expect(isValidTcString(tcString)).toBe(expected);
    expect(readTcf({ ...granted, tcString })).toBe(expected ? 'granted' : 'denied');
  });

  const february = '2026-02-28T23:59:59.9Z';
  const march = '2026-03-01T00:00:00Z';
  test.each([
    ['made until February', february, february, true],
    ['updated since March', february, march, false],
    ['created since March', march, february, false],
  ])('without disclosed vendors, %s: valid %s %s %s', (_, created, updated, expected) => {
    expect(isValidTcString(lettersOf(headOf({ created, updated }) + empty))).toBe(expected);
  });

  test.each([
    ['IAAg', true], // up to vendor 1
    ['IAAgA', true],
    ['IABA', true],
    ['IBAA', true],
    ['JAAA', true],
    ['PAAA', true],
    ['JIAAA', true],
    ['IAAA', false], // up to vendor 0
    ['IAAf', false],
    ['IAA', false],
    ['HAAg', false], // another type of segment
    ['QAAg', false],
    ['YAAg', false],
    ['xIAAg', false],
    ['IA+g', false],
    ['', false],
  ])('with the segment %j discloses its vendors: %s', (segment, expected) => {
    expect(isValidTcString(`${complete}.${segment}`)).toBe(expected);
    expect(isValidTcString(`${complete}.YAAA.${segment}`)).toBe(expected);
  });

  test.each([
    undefined,
    '',
    '.',
    `${complete}+.${disclosed}`,
    `${complete.slice(0, 30)}+${complete.slice(31)}.${disclosed}`,
  ])('%j is not one', (tcString) => {
    expect(isValidTcString(tcString)).toBe(false);
  });

  test('holds when it was updated', () => {
    const updated = '2026-06-01T10:00:00.5Z';
    const tcString = lettersOf(headOf({ updated }) + empty);
    expect(tcStringUpdatedAt(tcString)).toBe(Date.parse('2026-06-01T10:00:00Z') / 1000);
    expect(tcStringUpdatedAt(lettersOf(headOf({ updated: '2100-01-01T00:00:00Z' })))).toBe(
      undefined,
    );
    expect(tcStringUpdatedAt(undefined)).toBeUndefined();
  });
});

describe('the Additional Consent string', () => {
  test.each([
    ['1~89', true],
    ['1~1.89.35', true],
    ['2~89~dv.', true],
    ['2~1.89~dv.35.40', true],
    ['1~', false],
    ['1~890', false],
    ['1~189', false],
    ['2~1~dv.89', false],
    ['2~89', false],
    ['2~89~dv', false],
    ['2~89~dv.x', false],
    ['1~89~dv.', false],
    ['1~89x', false],
    ['x1~89', false],
    ['3~89', false],
    ['89', false],
    ['', false],
    [undefined, false],
  ])('%j consents to Meta: %s', (additionalConsent, expected) => {
    expect(consentsToMeta(additionalConsent)).toBe(expected);
  });
});
