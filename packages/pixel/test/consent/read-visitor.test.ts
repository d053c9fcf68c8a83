import { visitorFromRequest } from '@meta-capi/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { grantConsent, revokeConsent } from '../../src/consent/answer-consent.ts';
import { readVisitor } from '../../src/consent/read-visitor.ts';
import { initPixel } from '../../src/init-pixel.ts';
import { fakePage } from '../fake-page.ts';

const fbp = 'fb.1.1596403881668.1116446470';

afterEach(() => vi.unstubAllGlobals());

describe('readVisitor', () => {
  it('reads what the page knows, the address without what may be private', () => {
    const fbc = `fb.1.${Date.now() - 1000}.IwAR2F4`;
    fakePage({
      url: 'https://shop.example.com/cart?utm_source=ads&mail=ann@example.com#top',
      cookie: `_fbp=${fbp}; _fbc=${fbc}; meta_consent=granted`,
    });

    expect(readVisitor()).toEqual({
      fbp,
      fbc,
      clientUserAgent: 'Mozilla/5.0',
      eventSourceUrl: 'https://shop.example.com/cart?utm_source=ads',
      referrerUrl: 'https://search.example/',
      consent: 'granted',
    });
  });

  it('contains when the answer was given, if that is the answer that counts', () => {
    vi.useFakeTimers({ now: new Date('2026-11-28T10:00:00.700Z') });
    const page = fakePage();
    grantConsent();
    expect(readVisitor()).toMatchObject({ consent: 'granted', consentAt: 1_795_860_000 });
    revokeConsent();
    expect(readVisitor()).toEqual({ consent: 'denied', consentAt: 1_795_860_000 });

    page.cookies.set('meta_consent@example.com', 'granted');
    expect(readVisitor()).not.toHaveProperty('consentAt');
    vi.useRealTimers();
  });

  it('leaves out cookies that Meta rejects, and writes nothing', () => {
    const page = fakePage({ cookie: '_fbp=mine; _fbc=fb.1.2.x' });

    expect(readVisitor()).not.toHaveProperty('fbp');
    expect(readVisitor()).not.toHaveProperty('fbc');
    expect(readVisitor().consent).toBe('unknown');
    expect(page.written).toEqual([]);
  });

  it('returns the same one of two click cookies as the server', () => {
    const [older, newer] = [9000, 1000].map((age) => `fb.1.${Date.now() - age}.Click${age}`);
    const cookie = `_fbc=${older}; _fbc=${newer}; meta_consent=granted`;
    const page = fakePage({ fixedCookies: cookie });
    initPixel({ pixelId: '1', whenConsentUnknown: 'drop' });

    expect(readVisitor().fbc).toBe(newer);
    const request = new Request('https://shop.example.com/', { headers: { cookie } });
    expect(visitorFromRequest(request).fbc).toBe(newer);
    expect(page.written).toEqual([]);
  });

  it('finds the click of the landing page', () => {
    const page = fakePage({ url: 'https://shop.example.com/?fbclid=IwAR2F4' });
    initPixel({ pixelId: '1', whenConsentUnknown: 'drop' });
    page.push('/cart');

    expect(readVisitor().fbc).toMatch(/^fb\.1\.\d{13}\.IwAR2F4$/);
  });

  it('is the denial alone of a visitor who denied', () => {
    fakePage({ cookie: `_fbp=${fbp}; meta_consent=denied` });
    expect(readVisitor()).toEqual({ consent: 'denied' });
  });

  it('is the unreadable answer alone where the answer is unreadable', () => {
    fakePage({ cookie: `_fbp=${fbp}; meta_consent=Denied` });
    expect(readVisitor()).toEqual({ consent: 'unreadable' });
  });

  it('returns an unknown consent on a server', () => {
    expect(readVisitor()).toEqual({ consent: 'unknown' });
  });
});
