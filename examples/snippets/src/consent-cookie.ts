import { consentCookies } from '@meta-capi/core';

/** The route to which your banner posts the answer. */
export async function POST(request: Request): Promise<Response> {
  const accepted = (await request.formData()).get('marketing') === 'accept';
  const response = new Response(null, { status: 204 });
  const answer = accepted ? 'granted' : 'denied';
  for (const cookie of consentCookies(answer, { domain: 'example.com' })) {
    response.headers.append('set-cookie', cookie);
  }
  return response;
}
