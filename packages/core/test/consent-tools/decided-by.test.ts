import { describe, expect, test } from 'vitest';
import { tcfCookies } from '../../src/consent-tools/tcf.ts';
import { usercentricsV2 } from '../../src/consent-tools/usercentrics-v2.ts';
import { klaro, oneTrust, readsCookies, vanillaCookieConsent } from '../../src/consent-tools.ts';
import type { Visitor } from '../../src/event/capi-event.ts';
import { explain } from '../../src/prepare/explain.ts';
import { visitorFromRequest } from '../../src/visitor/from-request.ts';
import { requestWith, toolSamples } from './tool-samples.ts';

/** What `explain` returns about the consent. */
function explained(visitor: Visitor): string | undefined {
  const event = {
    eventName: 'Lead',
    eventId: 'lead-1',
    eventTime: new Date(),
    userData: { email: 'maria@example.com' },
    visitor,
  };
  const { fields } = explain(event, { whenConsentUnknown: 'drop' });
  return fields.find(({ path }) => path === 'visitor.consent')?.because;
}

describe.each(toolSamples)('explain names $tool', (sample) => {
  const { consent, granted, denied, unknown, unreadable } = sample;
  const [ifGranted, ifDenied, ifUnknown] = sample.names;

  test.each([
    ['a grant', granted, ifGranted],
    ['a refusal', denied, ifDenied],
    ['no answer', unknown, ifUnknown],
  ])('as what decided: %s', (_, stored, name) => {
    const visitor = visitorFromRequest(requestWith(sample, stored), { consent });
    expect(visitor.consentCarrier).toBe(name);
    expect(explained(visitor)).toContain(`(${name})`);
  });

  test('also beside a grant in meta_consent', () => {
    const request = requestWith(sample, denied, { cookie: 'meta_consent=granted' });
    expect(explained(visitorFromRequest(request, { consent }))).toContain(`(${ifDenied})`);
  });

  if (unreadable === undefined) return;
  test('as what cannot be read', () => {
    const visitor = visitorFromRequest(requestWith(sample, unreadable), { consent });
    expect(visitor.consent).toBe('denied');
    expect(explained(visitor)).toMatch(/ unreadable\)|\(Consent Mode\)/);
  });
});

test.each(toolSamples.filter(({ limited }) => limited !== undefined))(
  'explain names $tool as what limits',
  (sample) => {
    const { consent, limited } = sample;
    const visitor = visitorFromRequest(requestWith(sample, limited), { consent });
    expect(visitor.consent).toBe('limited');
    expect(visitor.consentCarrier).toMatch(/, isGpcEnabled on$|^Consent Mode$/);
  },
);

describe('the name', () => {
  const nameOf = (read: Parameters<typeof readsCookies>[0], cookie: string) =>
    visitorFromRequest(new Request('https://shop.example.com/', { headers: { cookie } }), {
      consent: readsCookies(read),
    }).consentCarrier;

  test('of OneTrust’s GPC that makes an open question a denial', () => {
    const cookie = 'OptanonConsent=isGpcEnabled=1&interactionCount=0&groups=C0004:1';
    expect(nameOf(oneTrust(), cookie)).toBe('OneTrust cookie OptanonConsent, isGpcEnabled on');
  });

  test('of a refusal of OneTrust’s group, whatever GPC says', () => {
    const cookie = 'OptanonConsent=isGpcEnabled=1&interactionCount=1&groups=C0004:0';
    expect(nameOf(oneTrust(), cookie)).toBe('OneTrust cookie OptanonConsent, group C0004 off');
  });

  test('of another tool’s refusal beside OneTrust’s GPC', () => {
    const cookie = 'klaro={"meta":false}; OptanonConsent=isGpcEnabled=1&groups=C0004:1';
    expect(nameOf(klaro('meta'), cookie)).toBe('Klaro cookie klaro, service meta off');
  });

  test('of the missing consent to Meta beside all purposes', () => {
    const granted = toolSamples.find(({ tool }) => tool === 'TCF')?.granted ?? '';
    for (const additional of ['2~20~dv.89', '2~89']) {
      const cookie = granted.replace('2~89.20~dv.', additional);
      expect(nameOf(tcfCookies(), cookie)).toBe('TCF cookie addtl_consent, provider 89 off');
    }
    expect(nameOf(tcfCookies(), granted.replace('euconsent-v2=C', 'euconsent-v2=x'))).toBe(
      'TCF cookie euconsent-v2 unreadable',
    );
    const refused = toolSamples.find(({ tool }) => tool === 'TCF')?.denied ?? '';
    expect(nameOf(tcfCookies(), refused)).toBe(
      'TCF cookie euconsent-v2, purposes 1, 3, 4 and 7 off',
    );
    expect(nameOf(tcfCookies(), granted.split(';')[0] ?? '')).toBe(
      'TCF cookie addtl_consent, provider 89 off',
    );
  });

  test('of Usercentrics, where a page copies its answer into cookies', () => {
    const settings = (status: boolean) =>
      `uc_user_interaction=true; uc_settings={"services":[{"id":"meta","status":${status}}]}`;
    for (const [status, word] of [
      [true, 'on'],
      [false, 'off'],
    ] as const) {
      expect(nameOf(usercentricsV2('meta'), settings(status))).toBe(
        `Usercentrics cookie uc_settings, service meta ${word}`,
      );
    }
  });

  test('of a cookie that is not the tool’s', () => {
    expect(nameOf(vanillaCookieConsent('a'), 'cc_cookie={"categories":"a"}')).toBe(
      'vanilla-cookieconsent cookie cc_cookie unreadable',
    );
    expect(nameOf(usercentricsV2('a'), 'uc_user_interaction=true; uc_settings={}')).toBe(
      'Usercentrics cookie uc_settings unreadable',
    );
  });

  test('holds nothing of the visitor, and only characters that a report shows', () => {
    const secret = 'ann@example.com';
    const cookie = `klaro=${encodeURIComponent(JSON.stringify({ [secret]: false, id: secret }))}; _fbp=fb.1.1780308000000.123`;
    expect(nameOf(klaro('Werbung & Maß'), cookie)).toBe(
      'Klaro cookie klaro, service Werbung _ Ma_ off',
    );
    expect(nameOf(klaro('x'.repeat(200)), cookie)).toHaveLength(80);
  });

  test('is given by a tool of the site’s own', () => {
    const request = new Request('https://shop.example.com/');
    const consent = () => ({ consent: 'denied' as const, consentCarrier: 'shop banner' });
    expect(visitorFromRequest(request, { consent }).consentCarrier).toBe('shop banner');
    const unnamed = () => ({ consent: 'denied' as const, consentCarrier: undefined });
    expect(visitorFromRequest(request, { consent: unnamed }).consentCarrier).toBe('consent option');
  });
});
