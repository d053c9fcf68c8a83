import { packVisitor, visitorFromRequest } from '@meta-capi/core';

/** The input of ConfirmSignUp (not of SignUp): its ClientMetadata reaches the trigger. */
export function confirmSignUpInput(request: Request, username: string, code: string) {
  return {
    ClientId: '1example23456789',
    Username: username,
    ConfirmationCode: code,
    ClientMetadata: packVisitor(visitorFromRequest(request)),
  };
}
