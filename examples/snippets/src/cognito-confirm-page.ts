import { cognitoEventId } from '@meta-capi/cognito-trigger/event-id';
import { packVisitor } from '@meta-capi/core';
import { readVisitor, trackPixelEvent } from '@meta-capi/pixel';

/** `confirmSignUp` of `aws-amplify/auth`. */
type ConfirmSignUp = (input: {
  username: string;
  confirmationCode: string;
  options?: { clientMetadata?: Record<string, string> };
}) => Promise<{ isSignUpComplete: boolean }>;

interface Confirmation {
  username: string;
  confirmationCode: string;
  /** The `userId` that Amplify's `signUp` returned. */
  sub: string;
}

/** Confirms the sign-up, and sends the Pixel's event with the id of the trigger's event. */
export async function confirmRegistration(
  confirmSignUp: ConfirmSignUp,
  { username, confirmationCode, sub }: Confirmation,
): Promise<void> {
  const clientMetadata = packVisitor(readVisitor(), { include: ['userAgent'] });
  await confirmSignUp({ username, confirmationCode, options: { clientMetadata } });
  const eventId = cognitoEventId({ userPoolId: 'eu-west-1_aBcD1234E', sub });
  trackPixelEvent('CompleteRegistration', {}, eventId);
}
