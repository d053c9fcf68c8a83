import type { UserData } from '@meta-capi/core';
import { readAddress } from './address.ts';
import { facebookLoginId } from './facebook-login.ts';
import { type CognitoAttributes, textOf } from './post-confirmation-event.ts';

/**
 * The user data of the pool's standard attributes. An e-mail address is used even if it is not verified:
 * for federated and admin-confirmed users `email_verified` is set late or never. `locale` and `zoneinfo`
 * do not determine the country. A full `name` is not split.
 */
// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
export function userDataOf(attributes: CognitoAttributes): UserData {
  const text = (name: string): string | undefined => textOf(attributes, name);
  return {
    email: text('email'),
    phone: text('phone_number'),
    firstName: text('given_name'),
    lastName: text('family_name'),
    gender: clearGender(text('gender')),
    dateOfBirth: isoDate(text('birthdate')),
    ...readAddress(text('address')),
    externalId: text('sub'),
    fbLoginId: facebookLoginId(text('identities')),
  };
}

/** The attribute is free text, but Meta accepts two values only. */
function clearGender(gender: string | undefined): string | undefined {
  return gender !== undefined && /^(?:f|female|m|male)$/i.test(gender) ? gender : undefined;
}

/** OpenID Connect also allows a year alone, and 0000 for an omitted year. */
// https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
function isoDate(birthdate: string | undefined): string | undefined {
  return birthdate !== undefined && /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(birthdate)
    ? birthdate
    : undefined;
}
