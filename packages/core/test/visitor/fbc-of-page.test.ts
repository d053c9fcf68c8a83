import { ParamBuilder } from 'capi-param-builder-nodejs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFbc } from '../../src/visitor/click-id.ts';
import { fbcOfPage } from '../../src/visitor/fbc-of-page.ts';
import { runs } from '../fuzz-runs.ts';

const day = 86_400_000;
const now = 1_790_000_000_000;
const clickId = 'IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk';

function fbcOf(cookie: string | undefined, fbclid: string | undefined, nowMs: number) {
  return fbcOfPage(cookie === undefined ? '' : `_fbc=${cookie}`, fbclid, nowMs);
}

describe('fbcOfPage', () => {
  const hourOld = `fb.1.${now - 3_600_000}.${clickId}`;
  const tooOld = `fb.1.${now - 91 * day}.${clickId}`;
  it.each<[string, string | undefined, string | undefined, string | undefined]>([
    ['nothing from nothing', undefined, undefined, undefined],
    ['a cookie as it is', hourOld, undefined, hourOld],
    ['a cookie with its appendix', `${hourOld}.AQQAAQMC`, undefined, `${hourOld}.AQQAAQMC`],
    ['the cookie and its time on a reload', hourOld, clickId, hourOld],
    ['the same in spite of an appendix', `${hourOld}.AQQAAQMC`, clickId, `${hourOld}.AQQAAQMC`],
    ['a new click in place of the old one', hourOld, 'IwNEW', `fb.1.${now}.IwNEW`],
    [
      'a click that differs in case',
      hourOld,
      clickId.toLowerCase(),
      `fb.1.${now}.${clickId.toLowerCase()}`,
    ],
    ['a first click', undefined, 'IwNEW', `fb.1.${now}.IwNEW`],
    ['a click in place of a broken cookie', 'broken', 'IwNEW', `fb.1.${now}.IwNEW`],
    ['nothing from a broken cookie', 'broken', undefined, undefined],
    ['nothing from an expired cookie', tooOld, undefined, undefined],
    ['nothing from an old link opened again', tooOld, clickId, undefined],
    ['a new click after an expired one', tooOld, 'IwNEW', `fb.1.${now}.IwNEW`],
    ['the cookie in spite of a hostile click id', hourOld, 'a;b', hourOld],
    ['the cookie in spite of an empty click id', hourOld, '', hourOld],
    ['the cookie in spite of an endless click id', hourOld, 'a'.repeat(501), hourOld],
  ])('makes %s', (_, cookie, fbclid, expected) => {
    expect(fbcOf(cookie, fbclid, now)).toBe(expected);
  });

  const older = `fb.1.${now - 9 * day}.IwOLD`;
  const ahead = `fb.1.${now + 2 * day}.IwAHEAD`;
  it.each<[string, string[], string | undefined, string | undefined]>([
    ['the newest', [older, hourOld], undefined, hourOld],
    ['the newest in any order', [hourOld, older], undefined, hourOld],
    ['the newest valid one', [older, ahead], undefined, older],
    ['the newest that is not broken', ['fb.1.1.x', older], undefined, older],
    ['the one that its link repeats', [older, hourOld], 'IwOLD', older],
    ['the newest one beside an expired link', [tooOld, older], clickId, older],
    ['nothing of two invalid ones', [tooOld, ahead], undefined, undefined],
    ['a new click beside both', [older, hourOld], 'IwNEW', `fb.1.${now}.IwNEW`],
  ])('of several cookies takes %s', (_, cookies, fbclid, expected) => {
    const header = cookies.map((cookie) => `_fbc=${cookie}`).join('; ');
    expect(fbcOfPage(header, fbclid, now)).toBe(expected);
  });

  const fbclids = fc.stringMatching(/^[\w-]{1,40}$/);
  it(`keeps or replaces a cookie where Meta's param builder does (${runs(500)} runs)`, () => {
    fc.assert(
      fc.property(
        fc.option(fbclids, { nil: undefined }),
        fc.option(fbclids, { nil: undefined }),
        fc.constantFrom('', '.BA', '.AQQAAQMC'),
        fc.boolean(),
        (inCookie, inUrl, appendix, sameClick) => {
          const stamp = Date.now() - day;
          const cookie =
            inCookie === undefined ? undefined : `fb.1.${stamp}.${inCookie}${appendix}`;
          const fbclid = sameClick && inUrl !== undefined ? inCookie : inUrl;
          const builder = new ParamBuilder(['example.com']);
          builder.processRequest(
            'example.com',
            fbclid === undefined ? {} : { fbclid },
            cookie === undefined ? {} : { _fbc: cookie },
          );
          const theirs = parseFbc(builder.getFbc() ?? undefined);
          const ours = parseFbc(fbcOf(cookie, fbclid, Date.now()));
          expect(ours?.fbclid).toBe(theirs?.fbclid);
          expect(ours?.creationTimeMs === stamp).toBe(theirs?.creationTimeMs === stamp);
        },
      ),
      { numRuns: runs(500) },
    );
  });

  it(`makes what it reads back, and settles (${runs(1000)} runs)`, () => {
    fc.assert(
      fc.property(fbclids, fc.integer({ min: 1e12, max: 9e12 }), (fbclid, time) => {
        const fbc = fbcOf(undefined, fbclid, time);
        expect(parseFbc(fbc)).toEqual({ creationTimeMs: time, fbclid });
        expect(fbcOf(fbc, fbclid, time + 60_000)).toBe(fbc);
      }),
      { numRuns: runs(1000) },
    );
  });

  it(`makes nothing that it would not take, whatever it is given (${runs(2000)} runs)`, () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((tail) => `fb.1.${now}.${tail}`),
    );
    fc.assert(
      fc.property(text, text, (cookie, fbclid) => {
        const fbc = fbcOf(cookie, fbclid, now);
        expect(fbc === undefined || parseFbc(fbc) !== undefined).toBe(true);
        expect(fbc ?? '').toMatch(/^[\w.~-]*$/);
      }),
      { numRuns: runs(2000) },
    );
  });
});
