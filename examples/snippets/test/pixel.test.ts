import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakePage } from '../../../packages/pixel/test/fake-page.ts';
import { head } from '../src/pixel-base-code.ts';
import { startPixel } from '../src/pixel-debug.ts';
import { followKlaro } from '../src/pixel-follow-consent.ts';
import { startThankYouPage } from '../src/pixel-take-from-url.ts';
import { trackPurchase } from '../src/pixel-thank-you.ts';
import { sendContactForm } from '../src/pixel-track.ts';

afterEach(() => vi.unstubAllGlobals());

/** The page's function, after Meta's library has loaded. */
function loadedFbq(calls: unknown[][]): unknown {
  const fbq = (...call: unknown[]): unknown => calls.push(call);
  return Object.assign(fbq, { queue: [], callMethod: fbq });
}

describe('the Pixel in a page', () => {
  it('takes the nonce and the pixel id', () => {
    vi.stubEnv('META_PIXEL_ID', '1234567890');
    expect(head('abc')).toMatch(/^<script nonce="abc">.*"pixelId":"1234567890".*<\/script>$/s);
    vi.unstubAllEnvs();
  });

  it('tracks the contact under the id of the answer', async () => {
    const calls: unknown[][] = [];
    fakePage({ fbq: loadedFbq(calls) });
    vi.stubGlobal('fetch', async () => Response.json({ eventId: 'lead-7' }));

    await sendContactForm(new FormData());

    expect(calls).toEqual([['track', 'Lead', { content_name: 'contact' }, { eventID: 'lead-7' }]]);
  });

  it.each([
    ['?payment_intent=pi_1&redirect_status=succeeded', true],
    ['?payment_intent=pi_2&redirect_status=processing', false],
    ['?redirect_status=succeeded', false],
    ['', false],
  ])('tracks a purchase that succeeded: %s', (query, expected) => {
    const calls: unknown[][] = [];
    fakePage({ fbq: loadedFbq(calls) });
    const page = new URL(`https://shop.example.com/thank-you${query}`);

    expect(trackPurchase(page, { value: 12.5, currency: 'EUR' })).toBe(expected);
    expect(calls).toHaveLength(expected ? 1 : 0);
  });

  it('starts only once the address holds no secret', () => {
    const page = fakePage({
      url: 'https://shop.example.com/thanks?payment_intent=pi_1&payment_intent_client_secret=pi_1_s',
    });

    expect(startThankYouPage('1234567890')).toBe('pi_1_s');
    expect(location.href).toBe('https://shop.example.com/thanks?payment_intent=pi_1');
    expect(page.calls()).toContainEqual(['init', '1234567890']);
  });

  it('prints during development what is held back', () => {
    const info = vi.spyOn(console, 'info').mockReturnValue();
    fakePage({ cookie: 'meta_consent=granted' });
    expect(startPixel('1234567890', true)).toBe(true);
    expect(info).toHaveBeenCalledWith(expect.stringContaining('PageView waits'));

    info.mockClear();
    fakePage({ cookie: 'meta_consent=granted' });
    startPixel('1234567890', false);
    expect(info).not.toHaveBeenCalled();
    info.mockRestore();
  });
});

describe('a consent tool', () => {
  it('starts the Pixel with its answer, and the site records it', () => {
    const answer = encodeURIComponent(JSON.stringify({ metaPixel: true }));
    const page = fakePage({ cookie: `klaro=${answer}` });
    const sendBeacon = vi.fn<(url: string, body: string) => boolean>(() => true);
    vi.stubGlobal('navigator', { sendBeacon });
    vi.stubGlobal('setInterval', () => 0);

    expect(followKlaro()).toBe(true);

    expect(page.cookies.get('meta_consent@example.com')).toBe('granted');
    expect(JSON.parse(sendBeacon.mock.calls[0]?.[1] ?? '')).toMatchObject({
      answer: 'granted',
      source: 'Klaro',
    });
  });
});
