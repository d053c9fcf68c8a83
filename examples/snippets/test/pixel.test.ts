import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakePage } from '../../../packages/pixel/test/fake-page.ts';
import { head } from '../src/pixel-base-code.ts';
import { trackPurchase } from '../src/pixel-thank-you.ts';
import { sendContactForm } from '../src/pixel-track.ts';

afterEach(() => vi.unstubAllGlobals());

describe('the Pixel in a page', () => {
  it('takes the nonce and the pixel id', () => {
    vi.stubEnv('META_PIXEL_ID', '1234567890');
    expect(head('abc')).toMatch(/^<script nonce="abc">.*"pixelId":"1234567890".*<\/script>$/s);
    vi.unstubAllEnvs();
  });

  it('tracks the contact under the id of the answer', async () => {
    const calls: unknown[][] = [];
    fakePage({ fbq: (...call: unknown[]) => calls.push(call) });
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
    fakePage({ fbq: (...call: unknown[]) => calls.push(call) });
    const page = new URL(`https://shop.example.com/thank-you${query}`);

    expect(trackPurchase(page, { value: 12.5, currency: 'EUR' })).toBe(expected);
    expect(calls).toHaveLength(expected ? 1 : 0);
  });
});
