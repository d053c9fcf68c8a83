import type { UserData } from '@meta-capi/core';
import { type CognitoAttributes, textOf } from './post-confirmation-event.ts';

/**
 * Reads the `address` attribute. It may be any text, but only the JSON object of OpenID Connect is read:
 * splitting free text would be a guess.
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
