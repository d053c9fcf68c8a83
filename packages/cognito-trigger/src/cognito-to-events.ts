import type { CapiEvent } from '@meta-capi/core';
import type { PostConfirmationEvent } from './post-confirmation-event.ts';
import { type RegistrationOptions, registrationEvent } from './registration.ts';

export interface CognitoToEventsOptions extends RegistrationOptions {
  /**
   * The app clients whose registrations count. Where an administrator confirms a user, Cognito says
   * `CLIENT_ID_NOT_APPLICABLE`: list it to count those too.
   * @default all
   */
  clientIds?: readonly string[] | undefined;
}

/**
 * The registration that a PostConfirmation event stands for, for a trigger you already have; `[]`
 * for a password reset and for everything else. Never throws.
 *
 * @param receivedAt when the trigger started: the event itself carries no time.
 * @example
 * await capi.sendEvents(cognitoToEvents(event, new Date()), { timeoutMs: 2000, maxAttempts: 2 });
 */
export function cognitoToEvents(
  event: PostConfirmationEvent,
  receivedAt: Date,
  options: CognitoToEventsOptions = {},
): readonly CapiEvent[] {
  try {
    if (!isRegistration(event) || !isFromListedClient(event, options)) return [];
    const { userPoolId, request } = event;
    const { userAttributes: attributes, clientMetadata } = request;
    const registration = { userPoolId, attributes, clientMetadata, registeredAt: receivedAt };
    const made = registrationEvent(registration, options);
    return made === undefined ? [] : [made];
  } catch {
    // Not an event of Cognito's: without a request, or with properties that cannot be read.
    return [];
  }
}

// The same trigger runs after a forgotten password, as PostConfirmation_ConfirmForgotPassword.
// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
function isRegistration({ triggerSource }: PostConfirmationEvent): boolean {
  return triggerSource === 'PostConfirmation_ConfirmSignUp';
}

function isFromListedClient(
  { callerContext }: PostConfirmationEvent,
  { clientIds }: CognitoToEventsOptions,
): boolean {
  // Cognito's emulator says null where an administrator confirms.
  const clientId = callerContext?.clientId ?? 'CLIENT_ID_NOT_APPLICABLE';
  return clientIds === undefined || clientIds.includes(clientId);
}
