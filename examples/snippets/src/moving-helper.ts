import {
  type CustomData,
  configFromEnv,
  createCapiClient,
  type SendResult,
  type UserData,
  type Visitor,
} from '@meta-capi/core';

export const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

/** The old arguments and the visitor, until every caller uses `capi`. */
export function sendCapiEvent(
  name: string,
  userData: UserData,
  eventId: string,
  visitor: Visitor,
  customData?: CustomData,
): Promise<SendResult> {
  return capi.sendCapiEvent(name, { eventId, userData, visitor, customData });
}
