import { type Consent, type Visitor, visitorFromRequest } from '@meta-capi/core';

/** For a tool with an asynchronous answer: await it first. */
export async function visitorOf(
  request: Request,
  lookUp: (request: Request) => Promise<Consent>,
): Promise<Visitor> {
  const consent = await lookUp(request).catch((): Consent => 'denied');
  return visitorFromRequest(request, { consent: () => consent });
}
