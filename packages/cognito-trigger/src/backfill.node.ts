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
  /** Only users created at this time or later. Meta accepts events of the last seven days. */
  since: Date;
  /** Only users created before this time. @default now */
  until?: Date | undefined;
  sink: EventSink;
  /**
   * Returns a user's answer, if you store the answers elsewhere. If the attribute has an answer too, the
   * stricter one counts. `unknown`: the user was never asked. `undefined`: no answer is stored here, so the
   * attribute decides; without an answer there, nothing is sent.
   * @default the value of the attribute in `visitorAttributes.meta_consent`
   */
  consent?: ((attributes: UserAttributes) => Consent | undefined) | undefined;
  /**
   * Allows a `since` of more than 47 hours ago with a sink that does not remember what the trigger has
   * sent. Older registrations that the trigger delivered are then counted twice. @default false
   */
  force?: boolean | undefined;
  /** Where to continue: `resumeAt` of an earlier run. It is Cognito's pagination token, valid for an hour. */
  resumeAt?: string | undefined;
  /** Called after every page. What it throws ends the backfill. */
  onProgress?: ((progress: BackfillProgress) => void) | undefined;
}

/** By name, such as `sub` or `custom:meta_consent`. */
export type UserAttributes = Readonly<Record<string, string | undefined>>;

export type { BackfillProgress, BackfillResult };

/**
 * Sends the registrations of a period in the past, such as the days before the trigger was deployed, or
 * days on which it failed. The ids are the trigger's, so within 48 hours nothing counts twice.
 *
 * The event's time is the creation of the user, because Cognito does not store the time of the confirmation.
 * Users whom an administrator created are included. Cognito stores the browser's values only in custom
 * attributes.
 *
 * Cognito does not store ClientMetadata, so a refusal in it is lost. Therefore the answers must be
 * stored elsewhere. A user without a stored answer is left out, for any value of `whenConsentUnknown`.
 *
 * Stops at the first page with an event that may still be delivered later, and can continue there.
 * Rejects with the errors of the AWS SDK.
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
