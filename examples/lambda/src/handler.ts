import { createPostConfirmationHandler, parameterStoreToken } from '@meta-capi/cognito-trigger';
import { configFromEnv, createCapiClient } from '@meta-capi/core';

// configFromEnv reads META_PIXEL_ID, META_CAPI_ACCESS_TOKEN, META_CONSENT_UNKNOWN,
// META_TEST_EVENT_CODE and META_CAPI_BASE_URL. template.yaml sets neither the token nor the base URL.
const { env } = process;
const tokenParameter = env['META_CAPI_ACCESS_TOKEN_PARAMETER'];

const capi = createCapiClient({
  ...configFromEnv(env),
  ...(tokenParameter ? { accessToken: parameterStoreToken(tokenParameter) } : {}),
});

export const handler = createPostConfirmationHandler(capi, {
  clientIds: listOf(env['COGNITO_CLIENT_IDS']),
  eventSourceUrl: env['META_EVENT_SOURCE_URL'] || undefined,
  pageHosts: listOf(env['META_PAGE_HOSTS']),
  // An attribute without a variable keeps its default: custom:meta_consent and so on.
  visitorAttributes: {
    meta_consent: env['COGNITO_CONSENT_ATTRIBUTE'],
    meta_fbp: env['COGNITO_FBP_ATTRIBUTE'],
    meta_fbc: env['COGNITO_FBC_ATTRIBUTE'],
    meta_url: env['COGNITO_URL_ATTRIBUTE'],
  },
});

function listOf(text: string | undefined): readonly string[] | undefined {
  return text?.match(/[^\s,]+/g) ?? undefined;
}
