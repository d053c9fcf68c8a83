import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../../../tools/chromium.ts';
import { type Way, ways } from '../services/card-page.ts';
import { type Shop, startShop } from '../services/shop.ts';
import { buildShop } from './build-shop.ts';

const screenshots = process.env['SCREENSHOTS'];
const conversions = ['CompleteRegistration', 'Contact', 'Lead', 'Purchase'];

interface Halves {
  seen: string[];
  /** Different ones. */
  ids: number;
  findings: string[];
  complaints: string[];
}

/** One counted conversion of two halves under one id, and nothing wrong with either. */
const paired: Halves = {
  seen: ['browser counted', 'server duplicate'],
  ids: 1,
  findings: [],
  complaints: [],
};

describe.skipIf(chromiumPath() === undefined)('the Next.js shop, in a real browser', () => {
  let shop: Shop;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let people = 0;

  beforeAll(async () => {
    buildShop();
    shop = await startShop();
    browser = await launchChromium();
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  beforeEach(async () => {
    shop.sandbox.clear();
    complaints = [];
    context = await browser.newContext();
    page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterEach(() => context.close());

  const cookieNames = async (): Promise<string[]> =>
    (await context.cookies()).map(({ name }) => name).sort();
  const person = (): string => `ann${++people}@example.com`;
  const open = (path: string): Promise<unknown> =>
    page.goto(shop.url + path, { waitUntil: 'networkidle' });
  const choose = (answer: 'Allow' | 'Refuse'): Promise<void> =>
    page.getByRole('button', { name: answer }).click();
  const show = async (name: string): Promise<void> => {
    if (screenshots !== undefined)
      await page.screenshot({ path: join(screenshots, `${name}.png`) });
  };
  const agree = async (): Promise<void> => {
    await open('/');
    await choose('Allow');
    await expect.poll(() => seen('PageView')).toHaveLength(1);
  };

  /** What arrived of one kind of event: source, verdict and id of each. */
  function seen(...names: string[]): string[] {
    return shop.sandbox.events
      .filter(({ eventName = '' }) => names.includes(eventName))
      .map(({ source, verdict }) => `${source} ${verdict}`)
      .sort();
  }

  /** What became of a conversion, once all its copies are there. */
  async function halvesOf(eventName: string, copies: number): Promise<Halves> {
    await expect.poll(() => seen(eventName)).toHaveLength(copies);
    const halves = shop.sandbox.events.filter((event) => event.eventName === eventName);
    return {
      seen: seen(eventName),
      ids: new Set(halves.map(({ eventId }) => eventId)).size,
      findings: halves.flatMap(({ findings }) => findings.map(({ rule }) => rule)),
      complaints,
    };
  }

  const sendContact = async (): Promise<void> => {
    await open('/contact');
    await page.getByLabel('Name').fill('Ann');
    await page.getByLabel('E-mail').fill(person());
    await page.getByLabel('Message').fill('Do you ship to Crete?');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you, we will answer').waitFor();
  };
  const subscribe = async (): Promise<void> => {
    await open('/');
    await page.getByLabel('E-mail', { exact: true }).fill(person());
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByText('You are on the list').waitFor();
  };
  const buy = async (way: Way): Promise<void> => {
    await open('/');
    await page.getByLabel('E-mail for the receipt').fill(person());
    await page.getByRole('button', { name: 'Buy now' }).click();
    await page.getByLabel(ways[way]).check();
    await show('card');
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.getByRole('heading').waitFor();
  };
  const signUp = async (): Promise<void> => {
    await open('/sign-up');
    await page.getByLabel('E-mail').fill(person());
    await page.getByLabel('Password').fill('Correct-Horse-7');
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByText('Welcome to The Mug Shop').waitFor();
  };

  describe('with consent, each flow is one counted conversion of two halves', () => {
    beforeEach(agree);

    it('contact form: Lead', async () => {
      await sendContact();
      await show('contact');
      expect(await halvesOf('Lead', 2)).toEqual(paired);
    });

    it('newsletter form: Contact', async () => {
      await subscribe();
      expect(await halvesOf('Contact', 2)).toEqual(paired);
    });

    it('checkout: Purchase, though the webhook comes twice', async () => {
      await buy('now');
      await show('thank-you');
      expect(await halvesOf('Purchase', 3)).toEqual({
        ...paired,
        seen: ['browser counted', 'server duplicate', 'server duplicate'],
      });
      expect(page.url()).not.toContain('secret');
      expect(JSON.stringify(shop.sandbox.requests)).not.toContain('_secret_made_up');
      const [event] = shop.sandbox.counted.filter(({ eventName }) => eventName === 'Purchase');
      expect(event?.event['custom_data']).toEqual({ value: 24.5, currency: 'EUR' });
    });

    it('sign-up: CompleteRegistration', async () => {
      await signUp();
      await show('sign-up');
      expect(await halvesOf('CompleteRegistration', 2)).toEqual(paired);
    });
  });

  it('the sandbox’s page shows the shop’s conversions as pairs', async () => {
    await agree();
    const meta = await context.newPage();
    await meta.goto(shop.graphUrl);
    await sendContact();
    await buy('now');

    const rows = meta.locator('.conversions li.pair');
    await rows.nth(1).waitFor();
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringMatching(/^Purchase\s+24\.50 EUR\s+Pair/),
      expect.stringMatching(/^Lead\s+–\s+Pair/),
    ]);
    await rows.first().locator('.name').click();
    if (screenshots !== undefined) await meta.screenshot({ path: join(screenshots, 'meta.png') });
  });

  it('before an answer and after a refusal nothing leaves, on either side', async () => {
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    await open('/?fbclid=IwAR2F4');
    await show('home');
    await sendContact();
    await choose('Refuse');
    await subscribe();
    await buy('now');
    await signUp();
    await page.waitForTimeout(500);

    expect(shop.sandbox.events).toEqual([]);
    expect([...hosts].sort()).toEqual([shop.url, shop.stripe.url].sort());
    expect(await cookieNames()).toEqual(['cc_cookie', 'meta_consent']);
    expect(complaints).toEqual([]);
  });

  it('denied, then granted: two conversions before count nothing, two after are paired', async () => {
    await open('/');
    await choose('Refuse');
    await sendContact();
    await subscribe();
    expect(shop.sandbox.events).toEqual([]);

    await page.getByRole('button', { name: 'Privacy choices' }).click();
    await choose('Allow');
    await sendContact();
    await subscribe();

    await expect.poll(() => seen(...conversions)).toHaveLength(4);
    expect(seen('Lead')).toEqual(['browser counted', 'server duplicate']);
    expect(seen('Contact')).toEqual(['browser counted', 'server duplicate']);
    expect(complaints).toEqual([]);
  });

  describe('on one page, without a reload', () => {
    const subscribeHere = async (): Promise<void> => {
      await page.getByLabel('E-mail', { exact: true }).fill(person());
      await page.getByRole('button', { name: 'Subscribe' }).click();
      await page.getByText('You are on the list').waitFor();
    };
    const change = async (answer: 'Allow' | 'Refuse'): Promise<void> => {
      await page.getByRole('button', { name: 'Privacy choices' }).click();
      await choose(answer);
    };

    it('accepted, then the newsletter: a PageView and a pair', async () => {
      await open('/');
      await choose('Allow');
      await subscribeHere();

      expect(await halvesOf('Contact', 2)).toEqual(paired);
      expect(seen('PageView')).toEqual(['browser counted']);
    });

    it('refused, then the newsletter: nothing, and no cookie but the answer', async () => {
      await open('/?fbclid=IwAR2F4');
      await choose('Refuse');
      await subscribeHere();
      await page.waitForTimeout(500);

      expect(shop.sandbox.events).toEqual([]);
      expect(await cookieNames()).toEqual(['cc_cookie', 'meta_consent']);
      expect(complaints).toEqual([]);
    });

    it('accepted, refused, accepted: nothing while refused, a pair after it', async () => {
      await open('/?fbclid=IwAR2F4');
      await choose('Allow');
      await expect.poll(() => seen('PageView')).toHaveLength(1);
      await change('Refuse');
      expect(await cookieNames()).toEqual(['cc_cookie', 'meta_consent']);
      expect(await page.evaluate(() => localStorage.getItem('multiFbc'))).toBeNull();
      await subscribeHere();
      await page.waitForTimeout(500);
      expect(seen('PageView', ...conversions)).toEqual(['browser counted']);

      await change('Allow');
      await sendContact();
      expect(await halvesOf('Lead', 2)).toEqual(paired);
      expect(seen('Contact')).toEqual([]);
    });

    it('accepted, newsletter, another page and back: one pair', async () => {
      await open('/');
      await choose('Allow');
      await subscribeHere();
      await page.getByRole('link', { name: 'Contact' }).click();
      await page.waitForURL('**/contact');
      await page.goBack();
      await page.waitForURL(`${shop.url}/`);

      expect(await halvesOf('Contact', 2)).toEqual(paired);
      await expect.poll(() => seen('PageView')).toHaveLength(3);
    });
  });

  it('library blocked: the server halves alone, each counted', async () => {
    await page.route('**/fbevents.js', (route) => route.abort('blockedbyclient'));
    await open('/');
    await choose('Allow');
    await sendContact();
    await subscribe();
    await buy('now');
    await signUp();

    await expect.poll(() => seen(...conversions)).toHaveLength(5);
    // The fifth is the copy of the webhook.
    const counted = shop.sandbox.counted.map(({ source, eventName }) => `${source} ${eventName}`);
    expect(counted.sort()).toEqual(conversions.map((name) => `server ${name}`));
    expect(complaints.filter((text) => !text.includes('ERR_BLOCKED_BY_CLIENT'))).toEqual([]);
  });

  it('double click, reload and back button add nothing', async () => {
    await agree();
    await open('/contact');
    await page.getByLabel('Name').fill('Ann');
    await page.getByLabel('E-mail').fill(person());
    await page.getByLabel('Message').fill('Twice?');
    await page.getByRole('button', { name: 'Send' }).dblclick();
    await page.getByText('Thank you, we will answer').waitFor();
    await buy('now');
    await page.reload({ waitUntil: 'networkidle' });
    await open('/contact');
    await page.goBack({ waitUntil: 'networkidle' });
    await page.getByText('Thank you for your order').waitFor();
    await page.waitForTimeout(500);

    const counted = shop.sandbox.counted.map(({ eventName }) => String(eventName));
    expect(counted.filter((name) => name !== 'PageView').sort()).toEqual(['Lead', 'Purchase']);
    expect(complaints).toEqual([]);
  });

  it('two submissions side by side, as where a page is slow, are one Lead', async () => {
    await agree();
    await open('/contact');
    const ids = await page.evaluate(async () => {
      const send = async (): Promise<unknown> => {
        const body = new FormData();
        const submission = '3f0c3d8a-8f0a-4c5e-9a52-0d8f5b1c7e11';
        const fields = { name: 'Ann', email: 'ann@example.com', message: 'Twice?', submission };
        for (const [field, value] of Object.entries(fields)) body.set(field, value);
        const response = await fetch('/api/contact', { method: 'POST', body });
        return ((await response.json()) as { eventId: string }).eventId;
      };
      return Promise.all([send(), send()]);
    });

    expect(new Set(ids).size).toBe(1);
    await expect.poll(() => seen('Lead')).toEqual(['server counted', 'server duplicate']);
  });

  it('a delayed payment counts once, from the webhook', async () => {
    await agree();
    await buy('later');
    await page.getByText('still working on the payment').waitFor();
    await page.waitForTimeout(500);
    expect(seen('Purchase')).toEqual([]);

    await shop.stripe.settle();

    await expect.poll(() => seen('Purchase')).toEqual(['server counted', 'server duplicate']);
    // The page that says so on the next visit is an old address with an old status.
    await page.reload({ waitUntil: 'networkidle' });
    await page.waitForTimeout(500);
    expect(seen('Purchase')).toEqual(['server counted', 'server duplicate']);
    expect(complaints).toEqual([]);
  });

  it('a declined card is not an order, and the second try is', async () => {
    await agree();
    await buy('declined');
    await page.getByText('Your payment was declined').waitFor();
    await show('declined');
    await page.waitForTimeout(500);
    expect(seen('Purchase')).toEqual([]);

    await page.getByRole('link', { name: 'Try again' }).click();
    await page.waitForURL(`${shop.url}/`);
    await buy('now');
    await expect.poll(() => seen('Purchase')).toHaveLength(3);
    expect(complaints).toEqual([]);
  });

  it('the thank-you page shows the item, the amount and a link to the pair', async () => {
    await agree();
    await buy('now');
    expect(await page.locator('dl').textContent()).toMatch(/Stoneware mug × 1\s*€24\.50/);
    await expect.poll(() => seen('Purchase')).toHaveLength(3);
    await page.getByRole('link', { name: 'sandbox' }).click();
    await page.getByText('Pair', { exact: true }).first().waitFor();
    expect(page.url()).toMatch(/\?q=pi_\d+/);
  });

  it('the consent dialogue shows the current choice, and closes without a change', async () => {
    await agree();
    await page.getByRole('button', { name: 'Privacy choices' }).click();
    const measuring = page.getByRole('checkbox', { name: 'Measuring our ads' });
    expect(await measuring.isChecked()).toBe(true);
    await page.waitForTimeout(500);
    await show('consent');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await cookieNames()).toContain('_fbp');

    await page.getByRole('button', { name: 'Privacy choices' }).click();
    await choose('Refuse');
    await page.getByRole('button', { name: 'Privacy choices' }).click();
    expect(await measuring.isChecked()).toBe(false);
  });

  it('page views follow the links of the app, once for each page', async () => {
    await agree();
    await page.getByRole('link', { name: 'Contact' }).click();
    await page.waitForURL('**/contact');
    await page.getByRole('link', { name: 'Sign up' }).click();
    await page.waitForURL('**/sign-up');
    await page.goBack();
    await page.waitForURL('**/contact');

    await expect.poll(() => seen('PageView')).toHaveLength(4);
    await page.waitForTimeout(300);
    const pages = shop.sandbox.events.map(({ event }) => String(event['event_source_url']));
    expect(pages.map((url) => new URL(url).pathname)).toEqual([
      '/',
      '/contact',
      '/sign-up',
      '/contact',
    ]);
  });

  it('the policy is strict: a script without the nonce does not run', async () => {
    const response = await page.goto(shop.url);
    const policy = response?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(response?.headers()['referrer-policy']).toBe('strict-origin');

    const ran = await page.evaluate(() => {
      const script = document.createElement('div');
      script.innerHTML = '<img src="x" onerror="window.pwned = true">';
      document.body.append(script);
      return new Promise((resolve) => setTimeout(() => resolve('pwned' in window), 300));
    });
    expect(ran).toBe(false);
  });

  it('what is missing is said, and nothing is counted', async () => {
    await agree();
    for (const path of ['contact', 'newsletter', 'checkout', 'sign-up']) {
      for (const body of [new FormData(), '{"no":"form"}', null]) {
        const answer = await fetch(`${shop.url}/api/${path}`, { method: 'POST', body });
        expect(answer.status).toBe(400);
        expect(await answer.json()).toEqual({
          error: expect.stringMatching(/^Please fill in: \w+\.$/),
        });
      }
    }
    expect(seen(...conversions)).toEqual([]);
  });

  it.each([
    '',
    '?payment_intent=',
    '?payment_intent=pi_nope&redirect_status=succeeded',
    '?payment_intent=pi_1&payment_intent=pi_2&redirect_status=succeeded',
  ])('a thank-you page without an order says so: %s', async (query) => {
    const response = await page.goto(`${shop.url}/thank-you${query}`);
    expect(response?.status()).toBe(404);
    await page.getByText('There is no order here.').waitFor();
    expect(complaints.filter((text) => !text.includes('status of 404'))).toEqual([]);
  });

  it('a checkout returns to the shop, whatever Origin says', async () => {
    const body = new FormData();
    body.set('email', person());
    const headers = { origin: 'null' };
    const answer = await fetch(`${shop.url}/api/checkout`, { method: 'POST', headers, body });
    const { payUrl } = (await answer.json()) as { payUrl: string };
    await page.goto(payUrl);
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.getByText('Thank you for your order').waitFor();
    expect(page.url()).toMatch(`${shop.url}/thank-you?`);
  });

  it('stays readable on a small screen', async () => {
    await page.setViewportSize({ width: 375, height: 720 });
    await open('/');
    await show('home-small');
    const overflow = await page.evaluate(() => document.body.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
