// A process that its parent freezes while a request waits for its response. Sends one event to the
// URL of the command line and prints its outcome.
import { createCapiClient } from '../../src/client/client.ts';
import { timeLimited } from '../../src/sink/time-limited.ts';

const capi = createCapiClient({
  pixelId: '1234567890',
  accessToken: 'a-token-of-this-test-only',
  whenConsentUnknown: 'send',
  baseUrl: process.argv[2],
  timeoutMs: 900,
});
const event = {
  eventName: 'Lead',
  eventId: 'l',
  eventTime: new Date(),
  userData: { email: 'maria@example.com' },
};
const { outcomes } = await timeLimited(capi).sendEvents([event]);
process.stdout.write(`${outcomes[0]?.outcome}\n`);
