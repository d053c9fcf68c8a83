import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider';

/** Converts the AWS SDK's list of names and values into the record that a trigger receives. */
export function sdkAttributes(
  list: readonly AttributeType[] | undefined,
): Record<string, string | undefined> {
  return Object.fromEntries(list?.map(({ Name, Value }) => [Name, Value]) ?? []);
}
