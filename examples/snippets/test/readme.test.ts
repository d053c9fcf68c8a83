import Stripe from 'stripe';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('the Stripe route proves the sender, and loses nothing before the pixel is configured', async () => {
  const secret = 'whsec_made_up_for_this_test';
  vi.stubEnv('STRIPE_WEBHOOK_SECRET', secret);
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(console, 'warn').mockReturnValue();
  const { POST } = await import('../src/stripe-route.ts');
  const created = Math.floor(Date.now() / 1000);
  const payment = {
    id: 'pi_1',
    object: 'payment_intent',
    amount: 4999,
    amount_received: 4999,
    currency: 'eur',
  };
  const body = JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'payment_intent.succeeded',
    created,
    livemode: true,
    data: { object: { ...payment, created, receipt_email: 'maria@example.com' } },
  });
  const post = (signature: string): Promise<Response> =>
    POST(
      new Request('https://shop.example.com/api/webhooks/stripe', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': signature },
        body,
      }),
    );
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  const response = await post(signature);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('60');
  expect((await post(signature.replace(/.$/, '!'))).status).toBe(400);
});

test('the contact route answers with the id that the browser event carries', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const { POST } = await import('../src/contact-route.ts');
  const request = new Request('https://shop.example.com/api/contact', {
    method: 'POST',
    body: JSON.stringify({ email: 'maria@example.com' }),
  });
  expect(await (await POST(request)).json()).toEqual({
    ok: true,
    eventId: expect.stringMatching(/^[\da-f-]{36}$/),
  });
  expect(String(warn.mock.calls[0])).toContain('META_PIXEL_ID');
});
