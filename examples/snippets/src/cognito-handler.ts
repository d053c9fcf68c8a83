import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { configFromEnv, createCapiClient } from '@meta-capi/core';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

export const handler = createPostConfirmationHandler(capi, {
  // The page of registration. Pages that clients send are used only if they are on its host.
  eventSourceUrl: 'https://shop.example.com/register',
});
