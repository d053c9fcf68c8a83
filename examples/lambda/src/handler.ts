import { createPostConfirmationHandler, parameterStoreToken } from '@meta-capi/cognito-trigger';
import { configFromEnv, createCapiClient } from '@meta-capi/core';

// configFromEnv reads META_PIXEL_ID, META_CAPI_ACCESS_TOKEN, META_CONSENT_UNKNOWN,
// META_TEST_EVENT_CODE and META_CAPI_BASE_URL; template.yaml sets all but the last.
const { env } = process;
const tokenParameter = env['META_CAPI_ACCESS_TOKEN_PARAMETER'];

const capi = createCapiClient({
  ...configFromEnv(env),
  ...(tokenParameter ? { accessToken: parameterStoreToken(tokenParameter) } : {}),
});

export const handler = createPostConfirmationHandler(capi, {
  clientIds: env['COGNITO_CLIENT_IDS']?.match(/[^\s,]+/g) ?? undefined,
  eventSourceUrl: env['META_EVENT_SOURCE_URL'] || undefined,
});
