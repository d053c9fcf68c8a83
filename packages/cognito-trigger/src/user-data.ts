import type { UserData } from '@meta-capi/core';
import { readAddress } from './address.ts';
import { facebookLoginId } from './facebook-login.ts';
import { type CognitoAttributes, textOf } from './post-confirmation-event.ts';

/**
 * Who registered, from the pool's standard attributes. An e-mail address counts verified or not:
 * with federated and admin-confirmed users `email_verified` comes late or never. `locale` and
 * `zoneinfo` say nothing certain about a country, and a `name` in one piece is not taken apart.
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

/** The attribute is free text, and Meta knows two values. */
function clearGender(gender: string | undefined): string | undefined {
  return gender !== undefined && /^(?:f|female|m|male)$/i.test(gender) ? gender : undefined;
}

/** OpenID Connect allows a year alone, and 0000 for a year that is withheld. */
// https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
function isoDate(birthdate: string | undefined): string | undefined {
  return birthdate !== undefined && /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(birthdate)
    ? birthdate
    : undefined;
}
