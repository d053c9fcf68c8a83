import {
  type CognitoIdentityProviderClient,
  ListUsersCommand,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  type CapiEvent,
  checkBackfillSince,
  type EventSink,
  mayArriveLater,
} from '@meta-capi/core';
import { type RegistrationOptions, registrationEvent } from './registration.ts';
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
   * Go back more than 47 hours with a sink that does not remember what the trigger has sent: each
   * registration that it did deliver before that is counted twice. @default false
   */
  force?: boolean | undefined;
  /** Where to go on: `resumeAt` of an earlier run. */
  resumeAt?: string | undefined;
  /** Hears of every page. What it throws ends the backfill. */
  onProgress?: ((progress: BackfillProgress) => void) | undefined;
}

export interface BackfillProgress {
  usersRead: number;
  delivered: number;
  /** Not sent on purpose: consent, too old, sent before. */
  skipped: number;
  /** Refused by Meta for what is in the event. */
  rejected: number;
  /** The pagination token to go on from; Cognito's last an hour. `undefined`: from the start. */
  resumeAt: string | undefined;
  /** `false` while pages are left, and where it stopped because Meta took no events. */
  done: boolean;
}

/**
 * Sends the registrations of a time in the past, such as the days before the trigger was deployed or
 * in which it failed. Same ids as the trigger's, so within 48 hours nothing counts twice.
 *
 * Cognito lists when a user was created, not confirmed: that is the event's time, and an
 * administrator's users are among them. What the browser knew is there only in custom attributes.
 *
 * Stops at the first page that Meta does not take, and can go on from there. Rejects with the AWS
 * SDK's errors.
 *
 * @throws RangeError where `since` lies more than 47 hours back, unless the sink is an `onlyOnce`
 * with a store, shared with the trigger, or `force` is set.
 */
export async function backfillCognito(options: BackfillCognitoOptions): Promise<BackfillProgress> {
  const { client, userPoolId, since, until = new Date(), sink, onProgress } = options;
  checkBackfillSince(options);
  const progress = { usersRead: 0, delivered: 0, skipped: 0, rejected: 0 };
  let { resumeAt } = options;
  for (;;) {
    const page = await client.send(
      new ListUsersCommand({ UserPoolId: userPoolId, Limit: pageSize, PaginationToken: resumeAt }),
    );
    const users = page.Users ?? [];
    const registered = users.filter((user) => isRegistered(user, since, until));
    const { outcomes } = await sink.sendEvents(
      registered.flatMap((user) => toEvent(user, options)),
    );
    if (outcomes.some(mayArriveLater)) return { ...progress, resumeAt, done: false };
    progress.usersRead += users.length;
    for (const { outcome } of outcomes) progress[countedAs[outcome]] += 1;
    resumeAt = page.PaginationToken;
    const state = { ...progress, resumeAt, done: resumeAt === undefined };
    onProgress?.(state);
    if (state.done) return state;
  }
}

// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
const pageSize = 60;

// There is no filter for dates, and one for the status would leave out federated users.
function isRegistered({ UserStatus, UserCreateDate }: UserType, since: Date, until: Date): boolean {
  const isConfirmed = UserStatus === 'CONFIRMED' || UserStatus === 'EXTERNAL_PROVIDER';
  return (
    isConfirmed && UserCreateDate !== undefined && UserCreateDate >= since && UserCreateDate < until
  );
}

function toEvent(user: UserType, options: BackfillCognitoOptions): readonly CapiEvent[] {
  const { userPoolId } = options;
  const attributes = sdkAttributes(user.Attributes);
  const registeredAt = user.UserCreateDate ?? new Date();
  const event = registrationEvent({ userPoolId, attributes, registeredAt }, options);
  return event === undefined ? [] : [event];
}

const countedAs = {
  delivered: 'delivered',
  queued: 'delivered',
  skipped: 'skipped',
  rejected: 'rejected',
  notSent: 'rejected',
  ambiguous: 'rejected',
} as const;
