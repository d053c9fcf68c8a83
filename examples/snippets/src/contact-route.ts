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
  // Not awaited: this server keeps running after the response. The promise never rejects.
  void capi
    .sendLeadEvent({ eventId, userData: { email }, visitor })
    .then(({ warnings }) => warnings.length > 0 && console.warn(warnings));
  // The page continues with fbq('track', 'Lead', {}, { eventID: eventId }).
  return Response.json({ ok: true, eventId });
}
