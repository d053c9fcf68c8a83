'use client';

import { followConsent } from '@meta-capi/pixel';
import { oneTrust } from '@meta-capi/pixel/consent-tools';
import { useEffect } from 'react';

/** Put it into the root layout, behind `<MetaPixel>`. It renders nothing. */
export function FollowConsent(): null {
  useEffect(() => {
    followConsent(oneTrust('C0004'));
  }, []);
  return null;
}
