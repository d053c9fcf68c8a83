import { createCapiClient, createWebhookHandler, type Report } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { expect, test } from 'vitest';
import { bookingAdapter, bookingEventId } from '../src/index.ts';
import { bookingOf, confirmed, secret, signatureOf, webhook } from './bookings.ts';

function route(given: string | undefined = secret) {
  const sandbox = createSandbox({ strict: true });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  const reports: Report[] = [];
  const handle = createWebhookHandler(bookingAdapter({ secret: given }), capi, {
    reporter: (report) => reports.push(report),
  });
  return { sandbox, reports, handle };
}

test('a confirmed booking reaches Meta with its value and the visitor of the booking', async () => {
  const { sandbox, handle } = route();
  expect((await handle(webhook(confirmed(bookingOf('bkg_1'))))).status).toBe(200);
  expect(sandbox.counted).toHaveLength(1);
  expect(sandbox.counted[0]?.event).toMatchObject({
    event_name: 'Schedule',
    event_id: bookingEventId('bkg_1'),
    user_data: { fbp: 'fb.1.1700000000000.1116446470' },
    custom_data: { value: 120.5, currency: 'EUR', content_name: 'Guided tour' },
  });
});

test('the customer’s refusal counts, although the booking says granted', async () => {
  const { sandbox, reports, handle } = route();
  const customer = { email: 'maria@example.com', metadata: { meta_consent: 'denied' } };
  await handle(webhook(confirmed(bookingOf('bkg_1', { customer }))));
  expect(sandbox.counted).toEqual([]);
  expect(reports).toMatchObject([{ outcomes: [{ reason: 'consent_denied' }] }]);
});

test('a price that cannot be read costs the value, not the conversion', async () => {
  const { sandbox, handle } = route();
  const price = { amount: 'free', currency: 'EUR' };
  await handle(webhook(confirmed(bookingOf('bkg_1', { price }))));
  expect(sandbox.counted[0]?.event).toMatchObject({ custom_data: { content_name: 'Guided tour' } });
});

test('a confirmed booking that cannot be read is reported, with its field', async () => {
  const { reports, handle } = route();
  const payload = confirmed(bookingOf('bkg_1', { confirmed_at: 'yesterday' }));
  expect((await handle(webhook(payload))).status).toBe(200);
  expect(reports).toMatchObject([
    { level: 'error', warnings: [{ path: 'booking.confirmed_at', code: 'unreadable_booking' }] },
  ]);
});

test('without a secret every request is answered 503, and the report names the option', async () => {
  const { reports, handle } = route('');
  expect((await handle(webhook(confirmed(bookingOf('bkg_1'))))).status).toBe(503);
  expect(reports).toMatchObject([{ level: 'error', message: expect.stringContaining('secret:') }]);
});

test('a GET is answered 405, a signed body that is not JSON 400', async () => {
  const { handle } = route();
  const url = 'https://shop.example/webhooks/booking';
  expect((await handle(new Request(url))).status).toBe(405);
  const headers = { 'booking-signature': signatureOf('text') };
  expect((await handle(new Request(url, { method: 'POST', body: 'text', headers }))).status).toBe(
    400,
  );
});
