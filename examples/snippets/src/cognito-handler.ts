import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { configFromEnv, createCapiClient } from '@meta-capi/core';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

export const handler = createPostConfirmationHandler(capi, {
  // The page of registration. Of the pages that clients name, only those on its host count.
  eventSourceUrl: 'https://shop.example.com/register',
});
