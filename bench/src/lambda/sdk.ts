// Meta's Business SDK as its documentation uses it.
import type { PostConfirmationTriggerEvent } from 'aws-lambda';
import sdk from 'facebook-nodejs-business-sdk';

const { EventRequest, FacebookAdsApi, ServerEvent, UserData } = sdk;
const { META_CAPI_BASE_URL, META_PIXEL_ID = '', META_CAPI_ACCESS_TOKEN = '' } = process.env;
Object.defineProperty(FacebookAdsApi, 'GRAPH', { get: () => META_CAPI_BASE_URL });
FacebookAdsApi.init(META_CAPI_ACCESS_TOKEN);

export async function handler(event: PostConfirmationTriggerEvent): Promise<unknown> {
  const { sub, email } = event.request.userAttributes;
  const registration = new ServerEvent()
    .setEventName('CompleteRegistration')
    .setEventTime(Math.floor(Date.now() / 1000))
    .setEventId(`${event.userPoolId}-${sub}`)
    .setActionSource('system_generated')
    .setUserData(new UserData().setEmail(email).setExternalId(sub));
  await new EventRequest(META_CAPI_ACCESS_TOKEN, META_PIXEL_ID).setEvents([registration]).execute();
  return event;
}
