import {
  configFromEnv,
  createCapiClient,
  generateEventId,
  visitorFromRequest,
} from '@meta-capi/core';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

export async function POST(request: Request): Promise<Response> {
  const email = (await request.formData()).get('email') as string;
  const eventId = generateEventId();
  // Behind a load balancer { trustProxy: 1 } as its second argument brings the client's IP address.
  const visitor = visitorFromRequest(request);
  // Nobody waits for Meta, and this never rejects. On Next.js put it into after(), on Lambda await it.
  void capi
    .sendLeadEvent({ eventId, userData: { email }, visitor })
    .then(({ warnings }) => warnings.length > 0 && console.warn(warnings));
  // The page goes on with fbq('track', 'Lead', {}, { eventID: eventId }).
  return Response.json({ ok: true, eventId });
}
