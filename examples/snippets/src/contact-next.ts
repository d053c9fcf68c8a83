import {
  configFromEnv,
  createCapiClient,
  generateEventId,
  visitorFromRequest,
} from '@meta-capi/core';
import { after } from 'next/server';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

export async function POST(request: Request): Promise<Response> {
  // Behind a load balancer, { trustProxy: 1 } as second argument gives the client's IP address.
  const visitor = visitorFromRequest(request);
  const email = (await request.formData()).get('email') as string;
  const eventId = generateEventId();
  // Runs after the response is sent, and never rejects. Elsewhere: waitUntil(); on Lambda, await it.
  after(async () => {
    const { warnings } = await capi.sendLeadEvent({ eventId, userData: { email }, visitor });
    if (warnings.length > 0) console.warn(warnings);
  });
  // The page continues with fbq('track', 'Lead', {}, { eventID: eventId }).
  return Response.json({ ok: true, eventId });
}
