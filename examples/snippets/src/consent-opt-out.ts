import { type Visitor, visitorFromRequest } from '@meta-capi/core';

/** Where tracking is lawful until the visitor opts out, silence is a grant, and you say so here. */
export function visitorOf(request: Request, optedOut: boolean): Visitor {
  return visitorFromRequest(request, { consent: () => (optedOut ? 'limited' : 'granted') });
}
