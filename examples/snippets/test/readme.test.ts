import Stripe from 'stripe';
import { afterEach, expect, test, vi } from 'vitest';
import { fakePage } from '../../../packages/pixel/test/fake-page.ts';
import { sendContactForm } from '../src/pixel-track.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
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

test('the contact form’s page and its route fit: both halves have one id', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  // As Next.js: the work starts once the route has returned its response.
  const afterwards: (() => Promise<unknown>)[] = [];
  vi.doMock('next/server', () => ({
    after: (work: () => Promise<unknown>) => afterwards.push(work),
  }));
  const { POST } = await import('../src/contact-next.ts');
  const tracked: unknown[][] = [];
  fakePage({ fbq: (...call: unknown[]) => tracked.push(call) });
  const answers: unknown[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const response = await POST(new Request(`https://shop.example.com${path}`, init));
    answers.push(await response.clone().json());
    return response;
  });
  const form = new FormData();
  form.set('email', 'maria@example.com');

  await sendContactForm(form);
  expect(afterwards).toHaveLength(1);
  await afterwards[0]?.();

  const eventId: unknown = expect.stringMatching(/^[\da-f-]{36}$/);
  expect(answers).toEqual([{ ok: true, eventId }]);
  const [{ eventId: eventID }] = answers as [{ eventId: string }];
  expect(tracked).toEqual([['track', 'Lead', { content_name: 'contact' }, { eventID }]]);
  // The route reports what to fix.
  expect(warn).toHaveBeenCalledWith([
    expect.objectContaining({ message: expect.stringContaining('META_PIXEL_ID') }),
    expect.objectContaining({ message: expect.stringContaining('META_CAPI_ACCESS_TOKEN') }),
  ]);
});
