import type { PostConfirmationTriggerEvent } from 'aws-lambda';

export const userPoolId = 'eu-west-1_aBcD1234E';

/** A made-up user's confirmed sign-up. */
export function registration(sub: string): PostConfirmationTriggerEvent {
  return {
    version: '1',
    triggerSource: 'PostConfirmation_ConfirmSignUp',
    region: 'eu-west-1',
    userPoolId,
    userName: sub,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
    request: { userAttributes: { sub, email: `${sub}@example.com`, email_verified: 'true' } },
    response: {},
  };
}
