import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../../../tools/chromium.ts';
import type { addToPricingTables, carryVisitorToStripe } from '../src/stripe-payment-link.ts';

declare const snippets: {
  addToPricingTables: typeof addToPricingTables;
  carryVisitorToStripe: typeof carryVisitorToStripe;
};

const fbp = 'fb.1.1596403881668.1116446470';

/** The visitor that the webhook reads of a sale with this reference. */
function visitorOf(client_reference_id: string | null) {
  const object = {
    payment_status: 'paid',
    amount_total: 4900,
    currency: 'eur',
    payment_intent: 'pi_1',
    client_reference_id,
  };
  const event = { id: 'evt_1', type: 'checkout.session.completed', created: 1, livemode: true };
  const events = stripeToEvents({ ...event, data: { object } }, { purchaseSource: 'checkout' });
  return events[0]?.visitor;
}

describe.skipIf(chromiumPath() === undefined)('Payment Links, in a real page', () => {
  let browser: Browser;
  let page: Page;
  let opened: URL[];

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `export * from './stripe-payment-link.ts';`,
        resolveDir: `${import.meta.dirname}/../src`,
      },
      bundle: true,
      format: 'iife',
      globalName: 'snippets',
      conditions: ['@meta-capi/source'],
      write: false,
    });
    browser = await launchChromium();
    page = await browser.newPage();
    await page.route('**', (route) => {
      const url = new URL(route.request().url());
      if (url.host === 'buy.stripe.com') opened.push(url);
      return route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><script>${outputFiles[0]?.text}</script>
<a id="link" href="https://buy.stripe.com/test_1?prefilled_promo_code=MUG"><b>Buy</b></a>
<a id="own" href="https://buy.stripe.com/test_1?client_reference_id=order-1001">Mine</a>
<a id="other" href="https://shop.example.com/about">About</a>
<stripe-pricing-table pricing-table-id="prctbl_1" publishable-key="pk_test_1"></stripe-pricing-table>
<script>addEventListener('load', () => snippets.carryVisitorToStripe())</script>`,
      });
    });
  });
  beforeEach(async () => {
    opened = [];
    await page.context().clearCookies();
    await page
      .context()
      .addCookies([{ name: '_fbp', value: fbp, url: 'https://shop.example.com' }]);
    await page.goto('https://shop.example.com/?fbclid=IwAR2F4');
  });
  afterAll(() => browser?.close());

  const answer = (consent: string): Promise<void> =>
    page.evaluate((value) => {
      // biome-ignore lint/suspicious/noDocumentCookie: as a consent tool writes it
      document.cookie = `meta_consent=${value}`;
    }, consent);

  it('a click carries the answer of that moment, the browser and the click id', async () => {
    await answer('granted');
    await page.click('#link b');
    await page.waitForURL('https://buy.stripe.com/**');
    const [url] = opened;
    expect(url?.searchParams.get('prefilled_promo_code')).toBe('MUG');
    expect(visitorOf(url?.searchParams.get('client_reference_id') ?? null)).toMatchObject({
      consent: 'granted',
      fbp,
      fbc: expect.stringMatching(/^fb\.1\.\d{13}\.IwAR2F4$/),
    });
  });

  it('a second click after a refusal carries the refusal alone', async () => {
    await answer('granted');
    await page.click('#link', { button: 'right' });
    await answer('denied');
    await page.click('#link');
    await page.waitForURL('https://buy.stripe.com/**');
    const reference = opened.at(-1)?.searchParams.get('client_reference_id') ?? null;
    const { consent, fbp: id, fbc } = visitorOf(reference) ?? {};
    expect({ consent, id, fbc }).toEqual({ consent: 'denied' });
  });

  it('leaves your own reference and other links as they are', async () => {
    await answer('granted');
    await page.click('#own');
    await page.waitForURL('https://buy.stripe.com/**');
    expect(opened[0]?.searchParams.get('client_reference_id')).toBe('order-1001');
    await page.goto('https://shop.example.com/');
    await page.click('#other');
    await page.waitForURL('https://shop.example.com/about');
  });

  it('a pricing table gets it when the page loads, and again after an answer', async () => {
    const reference = (): Promise<string | null> =>
      page.locator('stripe-pricing-table').getAttribute('client-reference-id');
    expect(visitorOf(await reference())?.consent).toBe('unknown');
    await answer('granted');
    await page.evaluate(() => snippets.addToPricingTables());
    expect(visitorOf(await reference())).toMatchObject({ consent: 'granted', fbp });
    expect(await page.locator('stripe-pricing-table').count()).toBe(1);
  });
});
