'use client';

import { trackPixelEvent } from '@meta-capi/pixel';
import { useEffect } from 'react';

interface TrackPurchaseProps {
  paymentIntent: string;
  value: number;
  currency: string;
}

export function TrackPurchase({ paymentIntent, value, currency }: TrackPurchaseProps): null {
  useEffect(() => {
    trackPixelEvent('Purchase', { value, currency }, paymentIntent);
  }, [paymentIntent, value, currency]);
  return null;
}
