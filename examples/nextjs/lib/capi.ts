import { configFromEnv, createCapiClient } from '@meta-capi/core';

/** META_PIXEL_ID and META_CAPI_ACCESS_TOKEN; META_CAPI_BASE_URL points to the sandbox in this example. */
export const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
