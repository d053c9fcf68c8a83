import sdk from 'facebook-nodejs-business-sdk';

const { EventRequest, ServerEvent, UserData } = sdk;

export const signedUp = (eventId: string, email: string) =>
  new EventRequest(process.env['META_CAPI_ACCESS_TOKEN'], '1234567890123456')
    .setEvents([
      new ServerEvent()
        .setEventName('CompleteRegistration')
        .setEventTime(Math.floor(Date.now() / 1000))
        .setEventId(eventId)
        .setActionSource('website')
        .setUserData(new UserData().setEmail(email)),
    ])
    .execute();
