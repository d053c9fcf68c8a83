import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutAppendix } from '../../src/normalize/param-builder-appendix.ts';
import { clickIdOf, isExpired, isFbp, parseFbc } from '../../src/visitor/click-id.ts';
import { runs } from '../fuzz-runs.ts';

const day = 86_400_000;
const now = 1_790_000_000_000;
const clickId = 'IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk';

describe('parseFbc', () => {
  it.each([
    ['four segments', `fb.1.1554763741205.${clickId}`],
    ['index 0', `fb.0.1554763741205.${clickId}`],
    ['index of a deep domain', `fb.10.1554763741205.${clickId}`],
    ['legacy param-builder token', `fb.1.1554763741205.${clickId}.BA`],
    ['param-builder appendix', `fb.2.1554763741205.${clickId}.AQQAAQMC`],
    ['the appendix written twice', `fb.2.1554763741205.${clickId}.AQQAAQMC.AQQAAQMC`],
    ['token and appendix', `fb.2.1554763741205.${clickId}.Bg.AQYBAQMC`],
  ])('reads %s', (_, fbc) => {
    expect(parseFbc(fbc)).toEqual({ creationTimeMs: 1_554_763_741_205, fbclid: clickId });
  });

  it.each(['AQ', 'Ag', 'Aw', 'BA', 'BQ', 'Bg'])(
    'reads a click id that looks like token %s',
    (token) => {
      expect(parseFbc(`fb.1.1554763741205.${token}`)?.fbclid).toBe(token);
      expect(parseFbc(`fb.1.1554763741205.${token}.${token}`)?.fbclid).toBe(token);
    },
  );

  it.each([
    ['nothing', ''],
    ['seconds', `fb.1.1554763741.${clickId}`],
    ['microseconds', `fb.1.1554763741205000.${clickId}`],
    ['no click id', 'fb.1.1554763741205.'],
    ['no click id, no dot', 'fb.1.1554763741205'],
    ['only an appendix', 'fb.1.1554763741205..AQQAAQMC'],
    ['raw fbclid', clickId],
    ['another prefix', `xb.1.1554763741205.${clickId}`],
    ['text before it', `x fb.1.1554763741205.${clickId}`],
    ['upper-case prefix', `FB.1.1554763741205.${clickId}`],
    ['long index', `fb.100.1554763741205.${clickId}`],
    ['a fifth segment that is no appendix', `fb.1.1554763741205.${clickId}.abc`],
    ['an appendix of another format', `fb.1.1554763741205.${clickId}.AgQAAQMC`],
    ['a lower-case token', `fb.1.1554763741205.${clickId}.ba`],
    ['trailing dot', `fb.1.1554763741205.${clickId}.`],
    ['trailing newline', `fb.1.1554763741205.${clickId}\n`],
    ['space', `fb.1.1554763741205.Iw AR`],
    ['header characters', `fb.1.1554763741205.IwAR\r\nSet-Cookie: a=b`],
    ['cookie attributes', `fb.1.1554763741205.IwAR; Domain=example.com`],
    ['markup', `fb.1.1554763741205.<script>`],
    ['full-width digits', `fb.1.1５54763741205.${clickId}`],
    ['a hash', 'a'.repeat(64)],
    ['a click id of 501 characters', `fb.1.1554763741205.${'a'.repeat(501)}`],
    ['a number', 1],
    ['an array that prints well', [`fb.1.1554763741205.${clickId}`]],
    ['null', null],
    ['a printed undefined', 'fb.1.1554763741205.undefined'],
    ['a printed null', 'fb.1.1554763741205.null'],
    ['a printed null with an appendix', 'fb.1.1554763741205.NULL.AQQAAQMC'],
  ])('refuses %s', (_, value) => {
    expect(parseFbc(value)).toBeUndefined();
  });

  it('takes a click id of 500 characters, with two appendices too', () => {
    const long = 'a'.repeat(500);
    expect(parseFbc(`fb.1.1554763741205.${long}.AQQAAQMC.AQQAAQMC`)?.fbclid).toBe(long);
  });

  it('is done with a megabyte of dots in no time', () => {
    const start = performance.now();
    parseFbc(`fb.1.1554763741205.${'.AQ'.repeat(350_000)}`);
    isFbp(`fb.1.1554763741205.${'1.'.repeat(500_000)}`);
    expect(performance.now() - start).toBeLessThan(2000); // quadratic work would take minutes
  });
});

describe('isFbp', () => {
  it.each([
    'fb.1.1596403881668.1116446470',
    'fb.1.1596403881668.123456789987654321',
    'fb.2.1596403881668.1116446470.BA',
    'fb.2.1596403881668.1116446470.AQQCAQMC',
  ])('takes %s', (fbp) => {
    expect(isFbp(fbp)).toBe(true);
  });
  it.each([
    'fb.1.1596403881.1116446470',
    'fb.1.1596403881668.',
    'fb.1.1596403881668.-1',
    'fb.1.1596403881668.IwAR',
    `fb.1.1596403881668.${'1'.repeat(41)}`,
    'fb.1.1596403881668.1116446470.zz',
    'fb.1.1596403881668.1116446470\n',
    undefined,
    1_116_446_470,
  ])('refuses %j', (value) => {
    expect(isFbp(value)).toBe(false);
  });
});

describe('isExpired', () => {
  it.each([
    [0, false],
    [-90 * day, false],
    [-90 * day - 1, true],
    [day, false],
    [day + 1, true],
  ])('a click %d ms from now: %s', (distance, expired) => {
    expect(isExpired({ creationTimeMs: now + distance }, now)).toBe(expired);
  });
});

describe('withoutAppendix', () => {
  it(`agrees with base64 on what is format 1 (${runs(2000)} runs)`, () => {
    const six = fc.uint8Array({ minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(six, fc.boolean(), (bytes, formatOne) => {
        if (formatOne) bytes[0] = 1;
        const appendix = Buffer.from(bytes).toString('base64url');
        const stripped = withoutAppendix(`payload.${appendix}`) === 'payload';
        expect(stripped).toBe(bytes[0] === 1);
      }),
      { numRuns: runs(2000) },
    );
  });
  it.each([
    ['1.AQ', '1'],
    ['1.xBA', '1.xBA'],
    ['1.BAx', '1.BAx'],
    ['.AQ', '.AQ'],
    ['AQ', 'AQ'],
    ['', ''],
  ])('makes %j into %j', (value, without) => {
    expect(withoutAppendix(value)).toBe(without);
  });
});

describe('clickIdOf', () => {
  it.each<[string, string | undefined]>([
    ['', undefined],
    ['fbclid=A', 'A'],
    ['fbclid=A&fbclid=B', 'B'],
    // Ten public ad templates write the placeholder first.
    ['fbclid=%7B%7Bfbclid%7D%7D&fbclid=IwAR2F4', 'IwAR2F4'],
    ['fbclid=IwAR2F4&fbclid=%7B%7Bfbclid%7D%7D', 'IwAR2F4'],
    ['fbclid=IwAR2F4&fbclid=', 'IwAR2F4'],
    ['fbclid=undefined', undefined],
    ['fbclid=null&fbclid=NaN', undefined],
    ['FBCLID=A', undefined],
  ])('of %j is %s', (query, expected) => {
    expect(clickIdOf(new URLSearchParams(query))).toBe(expected);
  });
});
