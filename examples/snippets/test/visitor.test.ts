import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCapiClient, type Visitor } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import Stripe from 'stripe';
import { describe, expect, it, vi } from 'vitest';
import { visitorOf as visitorAfterLookUp } from '../src/consent-async.ts';
import { POST as keepAnswer } from '../src/consent-cookie.ts';
import { visitorOf as visitorOptIn } from '../src/consent-opt-in.ts';
import { visitorOf as visitorOptOut } from '../src/consent-opt-out.ts';
import { sendPurchase } from '../src/purchase-route.ts';
import { orderPaid } from '../src/visitor-back.ts';
import { app } from '../src/visitor-express.ts';
import { visitorOfNode } from '../src/visitor-node.ts';
import { GET } from '../src/visitor-page.ts';
import { contactSyncBody } from '../src/visitor-to-activecampaign.ts';
import { confirmSignUpInput } from '../src/visitor-to-cognito.ts';
import { startPayment } from '../src/visitor-to-stripe.ts';

const fbp = 'fb.1.1596403881668.1116446470';
const packed = {
  meta_fbp: fbp,
  meta_url: 'https://shop.example.com/cart',
  meta_consent: 'granted',
};

function checkout(headers: Record<string, string> = {}): Request {
  return new Request('https://shop.example.com/api/checkout', {
    method: 'POST',
    headers: {
      cookie: `_fbp=${fbp}; meta_consent=granted`,
      referer: 'https://shop.example.com/cart?step=2',
      'sec-fetch-site': 'same-origin',
      'user-agent': 'Mozilla/5.0',
      'x-forwarded-for': '8.8.8.8',
      ...headers,
    },
  });
}

describe('the visitor on its way', () => {
  it('keeps the click of a page view in a cookie', () => {
    const headers = { accept: 'text/html', cookie: 'meta_consent=granted' };
    const { headers: answered } = GET(
      new Request('https://www.example.com/?fbclid=IwAR2F4', { headers }),
    );
    expect(answered.getSetCookie()).toEqual([
      expect.stringMatching(
        /^_fbc=fb\.1\.\d{13}\.IwAR2F4; Max-Age=7776000; .*; Domain=example\.com$/,
      ),
    ]);
    // Set-Cookie does not inhibit caching: https://www.rfc-editor.org/rfc/rfc9111#section-7.3
    expect(answered.get('cache-control')).toBe('private, no-store');
  });

  it("is read of Express's request too, once that is a Request", async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const body = new URLSearchParams({ email: 'ann@example.com' });
    const response = await fetch(`http://127.0.0.1:${port}/api/contact`, { method: 'POST', body });
    server.close();
    expect(await response.json()).toMatchObject({ ok: true });
    expect(warn.mock.calls.flat().map(String).join()).not.toContain('toNodeHandler');
    warn.mockRestore();
  });

  it('is read of a request of node:http, also in a handler that stays as it is', async () => {
    const seen: Visitor[] = [];
    const server = createServer((request, response) => {
      seen.push(visitorOfNode(request));
      response.end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const headers = Object.fromEntries(checkout().headers);
    await fetch(`http://127.0.0.1:${port}/api/checkout`, { method: 'POST', headers });
    server.close();
    expect(seen).toMatchObject([{ fbp, consent: 'granted', clientUserAgent: 'Mozilla/5.0' }]);
  });

  it('goes with a sale that your own route sends', async () => {
    const sandbox = createSandbox();
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'a-token-of-this-test-only',
      whenConsentUnknown: 'drop',
      fetch: sandbox.fetch,
    });
    const order = { id: 'A-1001', total: 49.99, currency: 'EUR', email: 'ann@example.com' };
    const warn = vi.spyOn(console, 'warn').mockReturnValue();

    expect(await sendPurchase(checkout(), order, capi)).toBe(true);
    expect(await sendPurchase(checkout({ cookie: 'meta_consent=denied' }), order, capi)).toBe(
      false,
    );
    expect(sandbox.events).toMatchObject([{ eventName: 'Purchase', eventId: 'A-1001' }]);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  it("goes into a PaymentIntent's metadata, as Stripe's own client sends it", async () => {
    const sent: string[] = [];
    const httpClient = Stripe.createFetchHttpClient(async (url, init) => {
      sent.push(await new Request(url, init).text());
      return Response.json({ id: 'pi_1', object: 'payment_intent', client_secret: 's' });
    });
    const stripe = new Stripe('sk_test_0', { httpClient });
    expect(await (await startPayment(checkout(), stripe)).json()).toEqual({ clientSecret: 's' });
    const form = Object.fromEntries(new URLSearchParams(sent[0]));
    expect(form).toMatchObject({
      'metadata[order_id]': 'A-1001',
      'metadata[meta_fbp]': fbp,
      'metadata[meta_url]': 'https://shop.example.com/cart',
      'metadata[meta_consent]': 'granted',
      'metadata[meta_ip]': '8.8.8.8',
      'metadata[meta_ua]': 'Mozilla/5.0',
    });
  });

  it('goes into ClientMetadata and custom fields without IP address and user agent', () => {
    expect(confirmSignUpInput(checkout(), 'ann', '123456').ClientMetadata).toEqual(packed);
    const { fieldValues } = contactSyncBody(checkout(), 'ann@example.com', 'e-1').contact;
    expect(fieldValues).toEqual([
      { field: '27', value: expect.stringMatching(/^e-1\.\d{10}$/) },
      { field: '28', value: fbp },
      { field: '29', value: '' },
      { field: '30', value: packed.meta_url },
      { field: '31', value: 'granted' },
    ]);
  });

  it('comes back into the event', () => {
    const order = { id: 'A-1001', paidAt: new Date(), email: 'ann@example.com', metadata: packed };
    expect(orderPaid(order).visitor).toEqual({
      fbp,
      eventSourceUrl: packed.meta_url,
      consent: 'granted',
    });
  });
});

describe('consent', () => {
  it.each([
    ['marketing=yes', 'granted'],
    ['marketing=no', 'denied'],
    ['a=b; marketing=yes; meta_consent=denied', 'denied'],
    ['', 'unknown'],
  ])('of the tool cookie "%s" is %s', (cookie, consent) => {
    expect(visitorOptIn(checkout({ cookie })).consent).toBe(consent);
  });

  it.each([
    ['accept', 'granted'],
    ['refuse', 'denied'],
  ])('is kept by the server: %s is %s', async (marketing, consent) => {
    const { headers } = await keepAnswer(
      new Request('https://www.example.com/consent', {
        method: 'POST',
        body: new URLSearchParams({ marketing }),
      }),
    );
    const [kept, deleted] = headers.getSetCookie();
    expect(kept).toBe(
      `meta_consent=${consent}; Max-Age=15552000; Path=/; SameSite=Lax; Secure; Domain=example.com`,
    );
    expect(deleted?.startsWith('meta_consent_refused=; Max-Age=0;') ?? false).toBe(
      consent === 'granted',
    );
  });

  it('is granted until somebody opts out, by the site or by the browser', () => {
    const silent = checkout({ cookie: '' });
    expect(visitorOptOut(silent, false).consent).toBe('granted');
    expect(visitorOptOut(silent, true).consent).toBe('limited');
    expect(visitorOptOut(checkout({ cookie: '', 'sec-gpc': '1' }), false).consent).toBe('limited');
  });

  it('is what a tool answers later, and denied where it fails', async () => {
    const granted = await visitorAfterLookUp(checkout(), async () => 'granted');
    const failed = await visitorAfterLookUp(checkout(), async () => {
      throw new Error('down');
    });
    expect([granted.consent, failed.consent]).toEqual(['granted', 'denied']);
  });
});
