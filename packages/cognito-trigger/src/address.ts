import type { UserData } from '@meta-capi/core';
import { type CognitoAttributes, textOf } from './post-confirmation-event.ts';

/**
 * Reads the `address` attribute. Cognito keeps any text there; where it is the JSON object that
 * OpenID Connect describes, its parts have names. Free text is not taken apart: that would be a guess.
 */
// https://openid.net/specs/openid-connect-core-1_0.html#AddressClaim
export function readAddress(
  address: string | undefined,
): Pick<UserData, 'city' | 'country' | 'state' | 'zip'> {
  if (!address?.startsWith('{')) return {};
  let claim: CognitoAttributes;
  try {
    claim = JSON.parse(address);
  } catch {
    return {};
  }
  return {
    city: textOf(claim, 'locality'),
    state: textOf(claim, 'region'),
    zip: textOf(claim, 'postal_code'),
    country: textOf(claim, 'country'),
  };
}
