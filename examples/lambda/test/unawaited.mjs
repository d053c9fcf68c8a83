import { setTimeout as sleep } from 'node:timers/promises';

// The mistake that the test must find: the handler returns while an event is still in flight.
export const handler = async (event) => {
  const registration = {
    event_name: 'CompleteRegistration',
    event_id: event.request.userAttributes.sub,
    event_time: Math.floor(Date.now() / 1000),
    action_source: 'system_generated',
    user_data: { external_id: event.request.userAttributes.sub },
  };
  // As long as name look-up and TLS handshake take at least; a loopback server needs neither.
  void sleep(20).then(() =>
    fetch(`${process.env.META_CAPI_BASE_URL}/v26.0/1234567890/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ access_token: 'EAAmadeupmadeupmadeup', data: [registration] }),
    }),
  );
  return event;
};
