import {
  type CognitoIdentityProviderClient,
  ListUsersCommand,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { CapiEvent, Consent, EventSink } from '@meta-capi/core';
import {
  type BackfillPage,
  type BackfillProgress,
  type BackfillResult,
  runBackfill,
} from '@meta-capi/core/adapter';
import { storedVisitor } from './carried-visitor.ts';
import { type RegistrationOptions, readRegistration } from './registration.ts';
import { sdkAttributes } from './sdk-attributes.node.ts';

export interface BackfillCognitoOptions extends RegistrationOptions {
  /** Needs `cognito-idp:ListUsers` on the pool. */
  client: Pick<CognitoIdentityProviderClient, 'send'>;
  userPoolId: string;
  /** Users created from here on. Meta takes events of seven days. */
  since: Date;
  /** Users created before that. @default now */
  until?: Date | undefined;
  sink: EventSink;
  /**
   * Returns a user's answer, if you store the answers elsewhere. The stricter of it and the attribute
   * counts. `unknown`: the user was never asked. `undefined`: not stored; the attribute decides, and
   * without one nothing is sent.
   * @default the value of the attribute in `visitorAttributes.meta_consent`
   */
  consent?: ((attributes: UserAttributes) => Consent | undefined) | undefined;
  /**
   * Go back more than 47 hours with a sink that does not remember what the trigger has sent: each
   * registration that it did deliver before that is counted twice. @default false
   */
  force?: boolean | undefined;
  /** Where to continue: `resumeAt` of an earlier run, Cognito's pagination token, valid for an hour. */
  resumeAt?: string | undefined;
  /** Called after every page. What it throws ends the backfill. */
  onProgress?: ((progress: BackfillProgress) => void) | undefined;
}

/** By name, such as `sub` or `custom:meta_consent`. */
export type UserAttributes = Readonly<Record<string, string | undefined>>;

export type { BackfillProgress, BackfillResult };

/**
 * Sends the registrations of a time in the past, such as the days before the trigger was deployed or
 * in which it failed. Same ids as the trigger's, so within 48 hours nothing counts twice.
 *
 * The event's time is when the user was created, because Cognito does not store when they confirmed.
 * Users whom an administrator created are included. Cognito stores the browser's values only in custom
 * attributes.
 *
 * Cognito does not store ClientMetadata, so a refusal in it is lost. Therefore the answers must be
 * stored elsewhere, and a user without a stored answer is left out, whatever `whenConsentUnknown` is.
 *
 * Stops at the first page with an event that was not delivered, and can continue there. Rejects with
 * the errors of the AWS SDK.
 *
 * @throws RangeError if `since` is more than 47 hours ago, unless the sink is an `onlyOnce`
 * with a store, shared with the trigger, or `force` is set.
 * @throws TypeError without `visitorAttributes.meta_consent` and without `consent`.
 */
export async function backfillCognito(options: BackfillCognitoOptions): Promise<BackfillResult> {
  checkAnswersAreStored(options);
  const { sink, since, force, resumeAt, onProgress } = options;
  return runBackfill(userPages(options), sink, { since, force, resumeAt, onProgress });
}

async function* userPages(options: BackfillCognitoOptions): AsyncGenerator<BackfillPage> {
  const { client, userPoolId, since, until = new Date() } = options;
  let { resumeAt } = options;
  do {
    const page = await client.send(
      new ListUsersCommand({ UserPoolId: userPoolId, Limit: pageSize, PaginationToken: resumeAt }),
    );
    const users = page.Users ?? [];
    const registered = users.filter((user) => isRegistered(user, since, until));
    const events = registered.flatMap((user) => toEvent(user, options));
    resumeAt = page.PaginationToken;
    yield { read: users.length, events, resumeAt };
  } while (resumeAt !== undefined);
}

// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
const pageSize = 60;

// Cognito has no filter for dates, and a filter for the status would leave out federated users.
function isRegistered({ UserStatus, UserCreateDate }: UserType, since: Date, until: Date): boolean {
  const isConfirmed = UserStatus === 'CONFIRMED' || UserStatus === 'EXTERNAL_PROVIDER';
  return (
    isConfirmed && UserCreateDate !== undefined && UserCreateDate >= since && UserCreateDate < until
  );
}

// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html:
// ClientMetadata is not stored.
function checkAnswersAreStored({ visitorAttributes, consent }: BackfillCognitoOptions): void {
  if (visitorAttributes?.meta_consent?.trim() || consent) return;
  throw new TypeError(
    'consent: Cognito does not store ClientMetadata, so users who refused would be sent. Set visitorAttributes.meta_consent to the attribute with the answers, or consent to a function that returns a user’s answer.',
  );
}

function toEvent(user: UserType, options: BackfillCognitoOptions): readonly CapiEvent[] {
  const { userPoolId } = options;
  const attributes = sdkAttributes(user.Attributes);
  const registeredAt = user.UserCreateDate ?? new Date();
  // Replaces the lost metadata. Without a stored answer, the user may have refused.
  const clientMetadata = { meta_consent: storedAnswer(attributes, options) || 'denied' };
  const registration = { userPoolId, attributes, clientMetadata, registeredAt };
  const { event } = readRegistration(registration, options);
  return event === undefined ? [] : [event];
}

function storedAnswer(
  attributes: UserAttributes,
  { visitorAttributes, consent }: BackfillCognitoOptions,
): string | undefined {
  return consent?.(attributes) || storedVisitor(attributes, visitorAttributes).meta_consent;
}
