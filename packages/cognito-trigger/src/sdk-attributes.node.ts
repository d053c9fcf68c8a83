import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider';

/** The AWS SDK's list of names and values as the record that a trigger gets. */
export function sdkAttributes(
  list: readonly AttributeType[] | undefined,
): Record<string, string | undefined> {
  return Object.fromEntries(list?.map(({ Name, Value }) => [Name, Value]) ?? []);
}
