import {
  type CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { packVisitor, visitorFromRequest } from '@meta-capi/core';

/** Confirms a sign-up on the server: the request it answers is the visitor's own. */
export async function confirmSignUp(
  request: Request,
  cognito: CognitoIdentityProviderClient,
): Promise<Response> {
  const { username, code } = (await request.json()) as { username: string; code: string };
  const visitor = visitorFromRequest(request, { trustProxy: 1 });
  await cognito.send(
    new ConfirmSignUpCommand({
      ClientId: '1example23456789',
      Username: username,
      ConfirmationCode: code,
      ClientMetadata: packVisitor(visitor, { include: ['ip', 'userAgent'] }),
    }),
  );
  return Response.json({ ok: true });
}
