import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { type BackfillResult, backfillCognito } from '@meta-capi/cognito-trigger/backfill';
import { configFromEnv, createCapiClient } from '@meta-capi/core';

/**
 * Sends the registrations of the last 24 hours of users who agreed, according to their attribute.
 * Events that Meta already has count once.
 */
export function backfillLastDay(client: CognitoIdentityProviderClient): Promise<BackfillResult> {
  return backfillCognito({
    client,
    userPoolId: 'eu-west-1_aBcD1234E',
    since: new Date(Date.now() - 24 * 3_600_000),
    visitorAttributes: { meta_consent: 'custom:meta_consent' },
    sink: createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' }),
    onProgress: ({ read, resumeAt }) => console.log(read, resumeAt),
  });
}
