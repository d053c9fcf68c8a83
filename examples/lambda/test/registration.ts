import type { PostConfirmationTriggerEvent } from 'aws-lambda';

export const userPoolId = 'eu-west-1_aBcD1234E';

interface Details {
  attributes?: Record<string, string>;
  clientMetadata?: Record<string, string>;
  clientId?: string;
  triggerSource?: PostConfirmationTriggerEvent['triggerSource'];
}

/** A made-up user's confirmed sign-up. */
export function registration(
  sub: string,
  { attributes, clientMetadata, clientId, triggerSource }: Details = {},
): PostConfirmationTriggerEvent {
  return {
    version: '1',
    triggerSource: triggerSource ?? 'PostConfirmation_ConfirmSignUp',
    region: 'eu-west-1',
    userPoolId,
    userName: sub,
    callerContext: {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: clientId ?? '1example23456789',
    },
    request: {
      userAttributes: { sub, email: `${sub}@example.com`, email_verified: 'true', ...attributes },
      ...(clientMetadata === undefined ? {} : { clientMetadata }),
    },
    response: {},
  };
}
