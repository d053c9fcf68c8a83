import type { UserData } from '@meta-capi/core';
import { type CognitoAttributes, textOf } from './post-confirmation-event.ts';

/**
 * Reads the `address` attribute, which may be any text: only the JSON object of OpenID Connect is read.
 * Free text is not split, because that would be a guess.
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
