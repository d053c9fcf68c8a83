import { createCapiClient } from '../../../packages/core/src/index.ts';

const capi = createCapiClient({
  pixelId: '1234567890123456',
  accessToken: process.env['META_CAPI_ACCESS_TOKEN'],
  whenConsentUnknown: 'drop',
});

export const signedUp = (eventId: string, email: string) =>
  capi.sendCapiEvent('CompleteRegistration', { eventId, userData: { email } });
