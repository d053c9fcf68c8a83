import { Segment, SegmentEncoder, TCModel, TCString } from '@iabtechlabtcf/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutVendors } from '../../src/consent-tools/tc-core.ts';
import { readTcf, tcfCookies } from '../../src/consent-tools/tcf.ts';
import type { Consent } from '../../src/event/capi-event.ts';
import { runs } from '../fuzz-runs.ts';

interface Model {
  purposes: readonly number[];
  vendors?: readonly number[];
  disclosed?: readonly number[];
  created?: Date;
}

/** Encodes with the IAB's own library. */
function tcStringOf({ purposes, vendors = [], disclosed = [2, 755], created }: Model): string {
  const model = new TCModel();
  model.cmpId = 10;
  model.cmpVersion = 1;
  model.consentScreen = 0;
  model.consentLanguage = 'EN';
  model.vendorListVersion = 200;
  model.policyVersion = 5;
  model.publisherCountryCode = 'GR';
  model.purposeConsents.set([...purposes]);
  model.vendorConsents.set([...vendors]);
  model.vendorsDisclosed.set([...disclosed]);
  model.created = created ?? new Date('2026-11-27');
  model.lastUpdated = model.created;
  const segments = [Segment.CORE, ...(disclosed.length > 0 ? [Segment.VENDORS_DISCLOSED] : [])];
  // TCString.encode wants the whole list of vendors and drops those that are not on it.
  return segments.map((segment) => SegmentEncoder.encode(model, segment)).join('.');
}

const granted = {
  tcString: tcStringOf({ purposes: [1, 3, 4, 7] }),
  additionalConsent: '2~89.20~dv.',
};
const withDisclosed =
  'CQuV9AAQuV9AAAKABAENDIFgALIAAAAAAAAAGMwAgF5gMZAAAAAA.IGMwAwABALzAYyAA.YAAAAAAAAAAA';
const [core = '', disclosed = '', publisher = ''] = withDisclosed.split('.');

describe('readTcf', () => {
  const meta = '2~89.20~dv.';
  test.each<[string, string | undefined, string | undefined, Consent]>([
    ['purposes 1, 3, 4, 7 and provider 89', withDisclosed, meta, 'granted'],
    ['the segments in another order', `${core}.${publisher}.${disclosed}`, meta, 'granted'],
    ['without the disclosed vendors', `${core}.${publisher}`, meta, 'denied'],
    ['the first segment alone', core, meta, 'denied'],
    ['an empty list of disclosed vendors', `${core}.IAAAA`, meta, 'denied'],
    [
      'a TCF 2.0 string without any purpose',
      'CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA',
      meta,
      'denied',
    ],
    // The IAB library's own tests.
    ['purposes 1, 2, 3', 'COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA', meta, 'denied'],
    ['provider 89 disclosed, not consented', withDisclosed, '2~~dv.89.20', 'denied'],
    ['version 1 of the other string', withDisclosed, '1~1.35.89', 'granted'],
    ['no provider', withDisclosed, '1~', 'denied'],
    ['provider 890', withDisclosed, '2~890.20~dv.', 'denied'],
    ['a version that does not exist', withDisclosed, '3~89~dv.', 'denied'],
    ['no Additional Consent string', withDisclosed, undefined, 'denied'],
    ['no TC string', undefined, meta, 'unknown'],
    ['an empty TC string', '', meta, 'unknown'],
    ['cut off', `${core.slice(0, 40)}.${disclosed}`, meta, 'denied'],
    ['cut off before the purposes', core.slice(0, 20), meta, 'denied'],
    ['version 1 of the framework', 'BOEFEAyOEFEAyAHABDENAIgAAAB9vABAASA', meta, 'denied'],
    ['not a TC string', 'granted', meta, 'denied'],
    ['another alphabet', `${core}+/==.${disclosed}`, meta, 'denied'],
  ])('%s', (_, tcString, additionalConsent, consent) => {
    expect(readTcf({ tcString, additionalConsent })).toBe(consent);
  });

  test.each([
    { ...granted, additionalConsent: Object.create(null) as string },
    { ...granted, tcString: Object.create(null) as string },
  ])('what is not text is denied', (strings) => {
    expect(readTcf(strings)).toBe('denied');
  });

  test.each([1, 3, 4, 7])('purpose %d is needed', (missing) => {
    const purposes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].filter((each) => each !== missing);
    expect(readTcf({ ...granted, tcString: tcStringOf({ purposes }) })).toBe('denied');
  });

  test('without disclosed vendors, a string is valid if it was made until 2026-02-28', () => {
    const purposes = [1, 3, 4, 7];
    const madeOn = (day: string) =>
      readTcf({
        ...granted,
        tcString: tcStringOf({ purposes, disclosed: [], created: new Date(day) }),
      });
    expect(madeOn('2026-02-28')).toBe('granted');
    expect(madeOn('2026-03-01')).toBe('denied');
  });

  test(`agrees with the IAB's decoder about every complete string (${runs(200)} runs)`, () => {
    const ids = (max: number) => fc.uniqueArray(fc.integer({ min: 1, max }), { maxLength: 40 });
    const some = fc.subarray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    fc.assert(
      fc.property(some, ids(1500), fc.array(ids(900)), (purposes, vendors, [shown = [2]]) => {
        fc.pre(shown.length > 0);
        const tcString = tcStringOf({ purposes, vendors, disclosed: shown });
        const { purposeConsents } = TCString.decode(tcString);
        const isGranted = [1, 3, 4, 7].every((purpose) => purposeConsents.has(purpose));
        expect(readTcf({ ...granted, tcString })).toBe(isGranted ? 'granted' : 'denied');
        // A string that the decoder refuses is not a grant, wherever it is cut.
        const [whole = ''] = tcString.split('.');
        const cut = whole.slice(0, Math.floor(whole.length / 2));
        expect(() => TCString.decode(cut)).toThrow(/./);
        expect(readTcf({ ...granted, tcString: cut })).toBe('denied');
      }),
      { numRuns: runs(200) },
    );
  });

  test('a cookie of 16 kB that names every vendor again and again is not expanded', () => {
    const bits = (value: number, length: number) => value.toString(2).padStart(length, '0');
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const head = Array.from(core, (letter) => bits(alphabet.indexOf(letter), 6))
      .join('')
      .slice(0, 213);
    const ranges = `1${bits(1, 16)}${bits(65_535, 16)}`.repeat(2900);
    const all = `${head}${bits(65_535, 16)}1${bits(2900, 12)}${ranges}${'0'.repeat(31)}`;
    const hostile = all.replace(/.{1,6}/g, (six) =>
      alphabet.charAt(Number.parseInt(six.padEnd(6, '0'), 2)),
    );
    expect(readTcf({ ...granted, tcString: `${hostile}.${disclosed}` })).toBe('granted');
    // The decoder, which takes six seconds for all of it, gets 44 characters.
    expect(withoutVendors(hostile)).toHaveLength(44);
  });
});

describe('tcfCookies', () => {
  const cookies = (tcString: string, additional: string): string =>
    `a=b; euconsent-v2=${tcString}; addtl_consent=${additional}`;

  test('reads both cookies', () => {
    const read = tcfCookies();
    expect(read(cookies(withDisclosed, '2~89.20~dv.'))).toBe('granted');
    expect(read(cookies(withDisclosed, encodeURIComponent('2~89.20~dv.')))).toBe('granted');
    expect(read(cookies(withDisclosed, '2~20~dv.89'))).toBe('denied');
    expect(read(`euconsent-v2=${withDisclosed}`)).toBe('denied');
    expect(read('addtl_consent=2~89.20~dv.')).toBe('unknown');
    expect(read('euconsent-v2=; addtl_consent=2~89~dv.')).toBe('denied');
    expect(read('')).toBe('unknown');
  });

  test('of several cookies the strictest counts', () => {
    const accepted = cookies(withDisclosed, '2~89~dv.');
    expect(tcfCookies()(`${accepted}; addtl_consent=2~~dv.89`)).toBe('denied');
    expect(tcfCookies()(`${accepted}; euconsent-v2=${tcStringOf({ purposes: [] })}`)).toBe(
      'denied',
    );
  });

  test('reads the cookies that the tool uses', () => {
    const read = tcfCookies({
      cookieName: 'eupubconsent-v2',
      additionalConsentCookieName: 'OTAdditionalConsentString',
    });
    expect(read(`eupubconsent-v2=${withDisclosed}; OTAdditionalConsentString=1~89`)).toBe(
      'granted',
    );
  });
});
