import {
  AdminConfirmSignUpCommand,
  CognitoIdentityProviderClient,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';

export interface SignUp {
  email: string;
  password: string;
  /** Reaches the PostConfirmation trigger; what SignUp itself is given does not. */
  clientMetadata: Record<string, string>;
}

/** Signs up and confirms at once, as a shop does that does without a code. */
export async function signUp({ email, password, clientMetadata }: SignUp): Promise<string> {
  const userPoolId = process.env['COGNITO_USER_POOL_ID'] ?? '';
  // COGNITO_URL points to cognito-local in this example; without it this is Amazon's.
  const endpoint = process.env['COGNITO_URL'];
  const client = new CognitoIdentityProviderClient(endpoint === undefined ? {} : { endpoint });
  const { UserSub: sub = '' } = await client.send(
    new SignUpCommand({
      ClientId: process.env['COGNITO_CLIENT_ID'],
      Username: email,
      Password: password,
      UserAttributes: [{ Name: 'email', Value: email }],
    }),
  );
  await client.send(
    new AdminConfirmSignUpCommand({
      UserPoolId: userPoolId,
      Username: email,
      ClientMetadata: clientMetadata,
    }),
  );
  return sub;
}
