import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { configFromEnv, createCapiClient } from '@meta-capi/core';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

export const handler = createPostConfirmationHandler(capi);
