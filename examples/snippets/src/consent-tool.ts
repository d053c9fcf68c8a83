import { type Visitor, visitorFromRequest } from '@meta-capi/core';
import { oneTrust, readsCookies } from '@meta-capi/core/consent-tools';

export function visitorOf(request: Request): Visitor {
  return visitorFromRequest(request, { consent: readsCookies(oneTrust('C0004')) });
}
