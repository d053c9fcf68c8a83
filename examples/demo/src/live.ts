import { checkConfig, configFromEnv, createCapiClient, generateEventId } from '@meta-capi/core';

/** Sends one Lead with a made-up e-mail address to the real Graph API, as a test event. */
export async function sendLive(env: NodeJS.ProcessEnv): Promise<boolean> {
  const config = { ...configFromEnv(env), whenConsentUnknown: 'send' } as const;
  checkConfig(config);
  if (!config.testEventCode) {
    throw new Error('Set META_TEST_EVENT_CODE, so that this event shows as a test.');
  }
  const result = await createCapiClient(config).sendLeadEvent({
    eventId: generateEventId(),
    userData: { email: 'maria@example.com' },
  });
  console.log(JSON.stringify(result, null, 2));
  return result.ok;
}
