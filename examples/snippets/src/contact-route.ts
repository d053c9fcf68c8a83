import {
  configFromEnv,
  createCapiClient,
  generateEventId,
  visitorFromRequest,
} from '@meta-capi/core';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

export async function POST(request: Request): Promise<Response> {
  // Behind a load balancer, { trustProxy: 1 } as second argument gives the client's IP address.
  const visitor = visitorFromRequest(request);
  const email = (await request.formData()).get('email') as string;
  const eventId = generateEventId();
  // Awaited, for 1.5 s at most, so that a serverless platform cannot stop it; it never rejects. To
  // respond before Meta does, pass the promise to after() or waitUntil().
  const lead = { eventId, userData: { email }, visitor };
  const { warnings } = await capi.sendLeadEvent(lead, { timeoutMs: 1500 });
  if (warnings.length > 0) console.warn(warnings);
  // The page continues with fbq('track', 'Lead', {}, { eventID: eventId }).
  return Response.json({ ok: true, eventId });
}
