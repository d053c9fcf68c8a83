import { type Consent, type Visitor, visitorFromRequest } from '@meta-capi/core';

export function visitorOf(request: Request): Visitor {
  return visitorFromRequest(request, { consent: marketingChoice });
}

/** The answer that your consent tool stores: here a cookie marketing=yes or marketing=no. */
function marketingChoice(request: Request): Consent {
  const cookies = request.headers.get('cookie') ?? '';
  const choice = /(?:^|; )marketing=(yes|no)(?:;|$)/.exec(cookies)?.[1];
  if (choice === undefined) return 'unknown';
  return choice === 'yes' ? 'granted' : 'denied';
}
