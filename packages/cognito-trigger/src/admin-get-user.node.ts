import {
  AdminGetUserCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoAttributes, PostConfirmationEvent } from './post-confirmation-event.ts';
import { sdkAttributes } from './sdk-attributes.node.ts';

/**
 * Reads a user's attributes from the pool. Use it for `readAttributes` if the trigger's events lack
 * attributes. It needs `cognito-idp:AdminGetUser`. The AWS SDK adds 40 ms or more to a cold start.
 */
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html
export function adminGetUser(
  client: Pick<CognitoIdentityProviderClient, 'send'>,
): (event: PostConfirmationEvent) => Promise<CognitoAttributes> {
  return async ({ userPoolId, userName }) => {
    const user = await client.send(
      new AdminGetUserCommand({ UserPoolId: userPoolId, Username: userName }),
    );
    return sdkAttributes(user.UserAttributes);
  };
}
