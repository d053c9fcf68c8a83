'use client';

import { takeFromUrl } from '@meta-capi/pixel';
import { MetaPixel } from '@meta-capi/pixel/next';
import { type ComponentProps, useLayoutEffect } from 'react';

/**
 * The Pixel, on pages whose address holds no secret any more: Meta's library sends the complete
 * address. Effects run in the order of the elements, so the first has cleaned it before the second.
 */
export function ShopPixel(options: ComponentProps<typeof MetaPixel>) {
  return (
    <>
      <CleanAddress />
      <MetaPixel {...options} />
    </>
  );
}

// Stripe appends it to the return_url, and asks to log it nowhere.
// https://docs.stripe.com/api/payment_intents/object#payment_intent_object-client_secret
const secrets = ['payment_intent_client_secret', 'setup_intent_client_secret'];

function CleanAddress(): null {
  useLayoutEffect(() => {
    takeFromUrl(secrets);
  });
  return null;
}
