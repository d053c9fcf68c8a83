import {
  AdminConfirmSignUpCommand,
  AdminDeleteUserCommand,
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
  const user = { UserPoolId: userPoolId, Username: email };
  try {
    await client.send(new AdminConfirmSignUpCommand({ ...user, ClientMetadata: clientMetadata }));
  } catch (error) {
    // Left unconfirmed, it would answer the visitor's next try with "There is an account".
    await client.send(new AdminDeleteUserCommand(user));
    throw error;
  }
  return sub;
}

/** A sentence about what the visitor can correct; `undefined` if the shop has to fix it. */
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
export function refusalOf(error: unknown): string | undefined {
  switch (error instanceof Error && error.name) {
    case 'UsernameExistsException':
      return 'There is an account with this e-mail.';
    case 'InvalidPasswordException':
      return 'Please choose a longer password, with small and capital letters, digits and symbols.';
    case 'CodeDeliveryFailureException':
    case 'InvalidParameterException':
      return 'Please check the e-mail address and the password.';
    default:
      return undefined;
  }
}
