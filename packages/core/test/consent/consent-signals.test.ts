import { describe, expect, it } from 'vitest';
import { strictestConsent } from '../../src/consent/consent.ts';
import {
  consentOfVisitor,
  decidingSignal,
  type NamedAnswer,
} from '../../src/consent/consent-signals.ts';
import type { Consent } from '../../src/event/capi-event.ts';

describe('consentOfVisitor', () => {
  it.each<[cookies: string, said: unknown, optsOut: boolean, consent: Consent]>([
    ['', undefined, false, 'unknown'],
    ['meta_consent=granted', undefined, false, 'granted'],
    ['meta_consent=granted; meta_consent_refused=denied', undefined, false, 'denied'],
    ['', 'granted', false, 'granted'],
    ['meta_consent=granted', 'granted', false, 'granted'],
    ['meta_consent=granted', 'denied', false, 'denied'],
    ['meta_consent=denied', 'granted', false, 'denied'],
    // A tool without an answer yet is asked about; no tool is not.
    ['meta_consent=granted', null, false, 'unknown'],
    ['meta_consent=granted', 'yes', false, 'unreadable'],
    // https://w3c.github.io/gpc/
    ['meta_consent=granted', undefined, true, 'limited'],
    ['meta_consent=denied', undefined, true, 'denied'],
    ['', 'granted', true, 'limited'],
    ['', undefined, true, 'denied'],
    ['', 'unknown', true, 'denied'],
  ])('of the cookies %j, the tool’s answer %j and an opt-out %j', (cookies, said, optsOut, is) => {
    expect(consentOfVisitor({ cookies, said, optsOut })).toBe(is);
  });
});

describe('decidingSignal', () => {
  /** `a=granted b=denied`: what tools A and B answer. */
  function decided(cookies: string, tools: string, optsOut: boolean): [Consent, string?] {
    const answers = tools
      .split(' ')
      .filter(Boolean)
      .map((each): NamedAnswer => {
        const [carrier = '', answer] = each.split('=');
        return { carrier, answer: answer as Consent };
      });
    const said =
      answers.length === 0 ? undefined : strictestConsent(...answers.map((a) => a.answer));
    const signals = { cookies, said, optsOut };
    const consent = consentOfVisitor(signals);
    const signal = decidingSignal(consent, signals, answers);
    return signal === undefined ? [consent] : [consent, signal];
  }

  const cookie = 'cookie meta_consent';

  it.each<[cookies: string, tools: string, optsOut: boolean, ...ReturnType<typeof decided>]>([
    ['', '', false, 'unknown'],
    ['', 'a=granted', false, 'granted', 'a'],
    ['', 'a=granted b=granted', false, 'granted', 'a'],
    ['meta_consent=granted', '', false, 'granted', cookie],
    ['meta_consent=granted', 'a=granted', false, 'granted', 'a'],
    ['', 'a=granted b=unknown', false, 'unknown', 'b'],
    // An empty cookie leaves the question open, whatever a tool answers.
    ['meta_consent=', '', false, 'unknown', cookie],
    ['meta_consent=', 'a=granted', false, 'unknown', cookie],
    ['', 'a=granted b=limited', false, 'limited', 'b'],
    ['meta_consent=limited', 'a=granted', false, 'limited', cookie],
    ['', 'a=granted b=denied', false, 'denied', 'b'],
    ['meta_consent=denied', 'a=granted', false, 'denied', cookie],
    ['meta_consent=denied', 'a=denied', false, 'denied', 'a'],
    ['meta_consent=maybe', 'a=granted', false, 'unreadable', cookie],
    ['', 'a=denied b=unreadable', false, 'unreadable', 'b'],
    // Global Privacy Control limits a consent, unless a tool or the cookie limits it anyway.
    ['', 'a=granted', true, 'limited', 'Sec-GPC'],
    ['meta_consent=granted', '', true, 'limited', 'Sec-GPC'],
    ['', 'a=limited', true, 'limited', 'a'],
    ['meta_consent=limited', '', true, 'limited', cookie],
    ['', 'a=denied', true, 'denied', 'a'],
    // An opt-out beside an open question is a denial.
    ['', '', true, 'denied', 'Sec-GPC without a consent'],
    ['', 'a=unknown', true, 'denied', 'Sec-GPC without a consent'],
    ['', 'a=unknown b=limited', false, 'denied', 'b without a consent'],
    ['', 'a=unknown b=limited', true, 'denied', 'b without a consent'],
    ['meta_consent=limited', 'a=unknown', false, 'denied', `${cookie} without a consent`],
  ])(
    'of the cookies %j, the tools %j and an opt-out %j',
    (cookies, tools, optsOut, ...expected) => {
      expect(decided(cookies, tools, optsOut)).toEqual(expected);
    },
  );
});
