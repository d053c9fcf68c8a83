import { hashId } from '@meta-capi/core/event-id';

/** Which registration: what the trigger knows, and what the browser knows after signing up. */
export interface CognitoRegistration {
  /** Such as `eu-west-1_aBcD1234E`. */
  userPoolId: string;
  /** The user's `sub`: `UserSub` in the answer of `SignUp`, `sub` in an ID token. */
  sub: string;
}

/**
 * The event id of a registration: `cr_` and 32 hex digits. The same for every run of the trigger,
 * for a backfill and in the browser, whose Pixel event must carry it; it shows neither pool nor user.
 *
 * A user name would not do: it may be an e-mail address, and it depends on the way of signing in.
 *
 * @throws TypeError where a value is missing: an id made of nothing would count a registration twice.
 * @example
 * cognitoEventId({ userPoolId: 'eu-west-1_aBcD1234E', sub: '1d5f5a52-6f1d-4c2a-9c8e-0a4f3f1f8a11' });
 * // 'cr_36ab7a84be584cb1d20292cd2f7cc5de'
 */
export function cognitoEventId({ userPoolId, sub }: CognitoRegistration): string {
  for (const [name, value] of Object.entries({ userPoolId, sub })) {
    if (typeof value !== 'string' || value === '') {
      throw new TypeError(`cognitoEventId: ${name} must be a text that is not empty.`);
    }
  }
  return `cr_${hashId('CompleteRegistration', userPoolId, sub)}`;
}
