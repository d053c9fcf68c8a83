import { adapterLaws } from '@meta-capi/core/testing';
import { createSandbox } from '@meta-capi/sandbox';
import { expect, test } from 'vitest';
import { bookingAdapter } from '../src/index.ts';
import { bookingOf, confirmed, secret, signatureOf, webhook } from './bookings.ts';

const tour = confirmed(bookingOf('bkg_1'));
const body = JSON.stringify(tour);
const now = Math.floor(Date.now() / 1000);

const laws = adapterLaws({
  adapter: bookingAdapter({ secret }),
  fixtures: [
    { name: 'a confirmed booking', payload: tour, conversion: 'bkg_1' },
    // Moved to another day: the vendor confirms it again, and it stays one conversion.
    {
      name: 'the same, confirmed again',
      payload: confirmed(bookingOf('bkg_1', { confirmed_at: new Date().toISOString() })),
      conversion: 'bkg_1',
    },
    { name: 'another booking', payload: confirmed(bookingOf('bkg_2')), conversion: 'bkg_2' },
    {
      name: 'a booking with the necessary fields only',
      payload: confirmed({
        id: 'bkg_3',
        confirmed_at: new Date().toISOString(),
        customer: { email: 'guest@example.com' },
      }),
      conversion: 'bkg_3',
    },
    {
      name: 'a refusal that the customer gave',
      payload: confirmed(
        bookingOf('bkg_4', { customer: { metadata: { meta_consent: 'denied' } } }),
      ),
      conversion: 'bkg_4',
    },
    {
      name: 'a cancelled booking',
      payload: { type: 'booking.cancelled', booking: bookingOf('bkg_1') },
      conversion: undefined,
    },
    {
      name: 'a booking without an id',
      payload: confirmed(bookingOf('', {})),
      conversion: undefined,
    },
  ].map((fixture) => ({ ...fixture, request: () => webhook(fixture.payload) })),
  graph: createSandbox({ strict: true }).fetch,
  forgeries: {
    'no header': () => webhook(tour, {}),
    'a wrong secret': () => signed(signatureOf(body, now, 'another-secret')),
    'a changed byte': () => signed(signatureOf(body.replace('bkg_1', 'bkg_9'))),
    'a signature of ten minutes ago': () => signed(signatureOf(body, now - 600)),
    'a changed time': () => signed(signatureOf(body).replace(/t=\d+/, `t=${now - 1}`)),
    'no time': () => signed(signatureOf(body).replace(/t=\d+,/, '')),
    'no signature': () => signed(`t=${now},v1=`),
    'a signature in base64': () => signed(`t=${now},v1=${'A'.repeat(64)}`),
  },
});

function signed(signature: string): Request {
  return webhook(tour, { 'booking-signature': signature });
}

test.each(laws)('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});
