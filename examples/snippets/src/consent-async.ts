import { type Consent, type Visitor, visitorFromRequest } from '@meta-capi/core';

/** A tool that has to be waited for is asked first. */
export async function visitorOf(
  request: Request,
  lookUp: (request: Request) => Promise<Consent>,
): Promise<Visitor> {
  const consent = await lookUp(request).catch((): Consent => 'denied');
  return visitorFromRequest(request, { consent: () => consent });
}
