import {
  configFromEnv,
  createCapiClient,
  type SendResult,
  type UserData,
  type Visitor,
} from '@meta-capi/core';

export const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

interface OldOptions extends Pick<UserData, 'email' | 'phone'> {
  eventId: string;
  visitor: Visitor;
}

/** The old signature, until every caller uses `capi`. */
export function sendCapiEvent(
  name: string,
  { eventId, visitor, ...userData }: OldOptions,
): Promise<SendResult> {
  return capi.sendCapiEvent(name, { eventId, userData, visitor });
}
