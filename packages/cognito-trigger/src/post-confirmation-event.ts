/**
 * What is read of a PostConfirmation event. `PostConfirmationTriggerEvent` of `@types/aws-lambda`
 * is one.
 */
// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
export interface PostConfirmationEvent {
  triggerSource: string;
  userPoolId: string;
  userName?: string | undefined;
  callerContext?: { clientId?: string | null | undefined } | undefined;
  request: {
    userAttributes: CognitoAttributes;
    clientMetadata?: Readonly<Record<string, string>> | null | undefined;
  };
}

/** A user's attributes by name; Cognito writes all values as text. */
export type CognitoAttributes = Readonly<Record<string, unknown>>;

/** A text that says something, without blanks around it; `undefined` for anything else. */
export function textOf(values: CognitoAttributes, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
