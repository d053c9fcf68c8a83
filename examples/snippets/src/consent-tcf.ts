import { type Visitor, visitorFromRequest } from '@meta-capi/core';
import { readsCookies } from '@meta-capi/core/consent-tools';
import { tcfCookies } from '@meta-capi/core/consent-tools/tcf';

export function visitorOf(request: Request): Visitor {
  return visitorFromRequest(request, { consent: readsCookies(tcfCookies()) });
}
