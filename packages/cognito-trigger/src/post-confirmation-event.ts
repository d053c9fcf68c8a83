/**
 * The parts of a PostConfirmation event that are read. `PostConfirmationTriggerEvent` of
 * `@types/aws-lambda` fits.
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

/** A user's attributes by name. In Cognito all values are text. */
export type CognitoAttributes = Readonly<Record<string, unknown>>;

/** The text without surrounding blanks; `undefined` if the value is empty or not text. */
export function textOf(values: CognitoAttributes, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
