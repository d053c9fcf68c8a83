// Sends one event and waits for SIGTERM. Prints the outcome.
import { capi } from '../src/close-client.ts';

const sending = capi.sendLeadEvent({
  eventId: 'lead-1',
  userData: { email: 'maria@example.com' },
  visitor: { consent: 'granted' },
});
const { outcomes } = await sending;
process.stdout.write(`${outcomes[0]?.outcome}\n`);
setInterval(() => undefined, 1000);
