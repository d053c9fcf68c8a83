import { consentCookie } from '@meta-capi/core';

/** The route that your banner posts the answer to. */
export async function POST(request: Request): Promise<Response> {
  const accepted = (await request.formData()).get('marketing') === 'accept';
  const cookie = consentCookie(accepted ? 'granted' : 'denied', { domain: 'example.com' });
  return new Response(null, { status: 204, headers: { 'set-cookie': cookie } });
}
