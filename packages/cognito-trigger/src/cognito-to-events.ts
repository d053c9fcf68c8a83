import type { CapiEvent, Warning } from '@meta-capi/core';
import type { PostConfirmationEvent } from './post-confirmation-event.ts';
import { type RegistrationOptions, readRegistration } from './registration.ts';

export interface CognitoToEventsOptions extends RegistrationOptions {
  /**
   * The app clients whose registrations count. If an administrator confirms a user, Cognito sends
   * `CLIENT_ID_NOT_APPLICABLE`: add it to count these users too.
   * @default all
   */
  clientIds?: readonly string[] | undefined;
}

/**
 * Returns the registration of a PostConfirmation event, for use in your existing trigger. Returns `[]` for a
 * password reset and for any other event. Never throws.
 *
 * @param receivedAt the time at which the trigger started, because the event contains no time.
 * @example
 * await capi.sendEvents(cognitoToEvents(event, new Date()), { timeoutMs: 2000, maxAttempts: 2 });
 */
export function cognitoToEvents(
  event: PostConfirmationEvent,
  receivedAt: Date,
  options: CognitoToEventsOptions = {},
): readonly CapiEvent[] {
  return readConfirmation(event, receivedAt, options).events;
}

export interface ConfirmationReading {
  events: readonly CapiEvent[];
  /** Why there is no event, or what to fix in the event. */
  warnings: readonly Warning[];
  /** A registration that should have created an event created none. */
  isLost: boolean;
}

/** Reads an event of a trigger. Never throws. */
export function readConfirmation(
  event: PostConfirmationEvent,
  receivedAt: Date,
  options: CognitoToEventsOptions,
): ConfirmationReading {
  try {
    const { triggerSource, userPoolId, request } = event;
    if (triggerSource === passwordReset) return ignored();
    if (triggerSource !== confirmedSignUp) return ignored(otherTrigger);
    if (!isFromListedClient(event, options)) return ignored(otherClient);
    const { userAttributes: attributes, clientMetadata } = request;
    const registration = { userPoolId, attributes, clientMetadata, registeredAt: receivedAt };
    const { event: made, warnings } = readRegistration(registration, options);
    return { events: made === undefined ? [] : [made], warnings, isLost: made === undefined };
  } catch {
    // Not an event of Cognito: it has no request, or properties that cannot be read.
    return { events: [], warnings: [unreadable], isLost: true };
  }
}

// The same trigger runs after a forgotten password.
// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
const confirmedSignUp = 'PostConfirmation_ConfirmSignUp';
const passwordReset = 'PostConfirmation_ConfirmForgotPassword';

function ignored(...warnings: readonly Warning[]): ConfirmationReading {
  return { events: [], warnings, isLost: false };
}

const otherTrigger: Warning = {
  code: 'other_trigger',
  path: 'triggerSource',
  message:
    'triggerSource is not PostConfirmation_ConfirmSignUp, so no event is sent. Attach the function as the Post confirmation trigger.',
};

const otherClient: Warning = {
  code: 'app_client_not_listed',
  path: 'callerContext.clientId',
  message:
    'clientIds does not list the app client of this registration, so no event is sent. Add the client, or CLIENT_ID_NOT_APPLICABLE for users whom an administrator confirms, if its registrations count.',
};

const unreadable: Warning = {
  code: 'unreadable_event',
  path: 'request',
  message:
    'The event is not a PostConfirmation event of Cognito, so no event is sent. Check what calls the function.',
};

function isFromListedClient(
  { callerContext }: PostConfirmationEvent,
  { clientIds }: CognitoToEventsOptions,
): boolean {
  // An emulator of Cognito sends null if an administrator confirms.
  const clientId = callerContext?.clientId ?? 'CLIENT_ID_NOT_APPLICABLE';
  return clientIds === undefined || clientIds.includes(clientId);
}
