import { hashId } from '@meta-capi/core/event-id';

/** Identifies a registration in the trigger, and in the browser after the sign-up. */
export interface CognitoRegistration {
  /** Such as `eu-west-1_aBcD1234E`. */
  userPoolId: string;
  /** The user's `sub`: `UserSub` in the response of `SignUp`, `sub` in an ID token. */
  sub: string;
}

/**
 * The event id of a registration: `cr_` and 32 hex digits. It is the same in every run of the trigger, in a
 * backfill and in the browser. The Pixel event must have this id. It reveals neither pool nor user.
 *
 * It does not depend on the user name, which may be an e-mail address and differs by sign-in method.
 *
 * @throws TypeError if a value is missing: all registrations without it would share one id.
 * @example
 * cognitoEventId({ userPoolId: 'eu-west-1_aBcD1234E', sub: '1d5f5a52-6f1d-4c2a-9c8e-0a4f3f1f8a11' });
 * // 'cr_36ab7a84be584cb1d20292cd2f7cc5de'
 */
export function cognitoEventId({ userPoolId, sub }: CognitoRegistration): string {
  for (const [name, value] of Object.entries({ userPoolId, sub })) {
    if (typeof value !== 'string' || value === '') {
      throw new TypeError(`cognitoEventId: ${name} must be text that is not empty.`);
    }
  }
  return `cr_${hashId('CompleteRegistration', userPoolId, sub)}`;
}
