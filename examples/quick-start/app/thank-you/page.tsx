'use client';

import { trackPixelEvent } from '@meta-capi/pixel';
import { type ReactElement, useEffect } from 'react';

export default function ThankYou(): ReactElement {
  useEffect(() => {
    const query = new URLSearchParams(location.search);
    const paymentIntent = query.get('payment_intent');
    if (paymentIntent === null || query.get('redirect_status') !== 'succeeded') return;
    // The id of the server's event, so that Meta counts one Purchase.
    trackPixelEvent('Purchase', { value: 24.5, currency: 'EUR' }, paymentIntent);
  }, []);
  return <h1>Thank you for your order</h1>;
}
