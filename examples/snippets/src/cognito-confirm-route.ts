import {
  type CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { cognitoEventId } from '@meta-capi/cognito-trigger/event-id';
import { packVisitor, visitorFromRequest } from '@meta-capi/core';

interface Confirmation {
  username: string;
  code: string;
  /** The `UserSub` that SignUp returned. */
  sub: string;
}

/** Confirms a sign-up on the server, in a request of the visitor's browser. */
export async function confirmSignUp(
  request: Request,
  cognito: CognitoIdentityProviderClient,
): Promise<Response> {
  const { username, code, sub } = (await request.json()) as Confirmation;
  const visitor = visitorFromRequest(request, { trustProxy: 1 });
  await cognito.send(
    new ConfirmSignUpCommand({
      ClientId: '1example23456789',
      Username: username,
      ConfirmationCode: code,
      ClientMetadata: packVisitor(visitor, { include: ['ip', 'userAgent'] }),
    }),
  );
  // The trigger's id. The page continues with trackPixelEvent('CompleteRegistration', {}, eventId).
  const eventId = cognitoEventId({ userPoolId: 'eu-west-1_aBcD1234E', sub });
  return Response.json({ ok: true, eventId });
}
