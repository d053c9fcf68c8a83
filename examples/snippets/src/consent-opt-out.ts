import { type Visitor, visitorFromRequest } from '@meta-capi/core';

/** Where tracking is lawful until the visitor opts out, a missing answer is a grant. */
export function visitorOf(request: Request, optedOut: boolean): Visitor {
  return visitorFromRequest(request, { consent: () => (optedOut ? 'limited' : 'granted') });
}
