import { withTimeout } from '../async/with-timeout.ts';
import { allowsNothing, readConsent } from '../consent/consent.ts';
import type { CapiEvent, UserData } from '../event/capi-event.ts';
import { errorKind } from '../privacy/error-kind.ts';
import { visitorOfPost } from '../visitor/from-request.ts';
import { readBody } from '../webhook/read-body.ts';
import { WebhookError } from '../webhook/webhook-error.ts';
import type { RelaySettings } from './options.ts';
import { createOriginCheck, isOrigin } from './origin.ts';
import { readRelayed } from './posted-event.ts';
import { createRelayCap } from './rate-limit.ts';
import { nameNotAllowed, RelayRefusal } from './refusal.ts';

/**
 * Checks a post, and creates its event.
 *
 * @param complain reports that `identify` failed
 * @throws WebhookError if the post is refused
 */
export function createReceiver(
  settings: RelaySettings,
  complain: (message: string) => void,
): (request: Request) => Promise<CapiEvent> {
  const { allow, identify, origins, trustValue, perMinute } = settings;
  const isOwnPage = createOriginCheck(origins, settings.visitor.trustProxy);
  const cap = createRelayCap(perMinute, settings.visitor.trustProxy);

  async function userDataOf(request: Request): Promise<UserData | undefined> {
    if (identify === undefined) return undefined;
    const identified = Promise.resolve()
      .then(() => identify(request))
      .catch((error: unknown) => {
        complain(`identify threw ${errorKind(error)}.`);
        return undefined;
      });
    return withTimeout(identified, identifyTimeoutMs);
  }

  return async (request) => {
    if (request.method !== 'POST') throw new WebhookError(405, 'Only POST is accepted.');
    // Before the other checks: a refused post costs the server something too.
    if (!cap.take(request)) throw new WebhookError(429, tooMany);
    if (!isOwnPage(request)) throw foreignOriginOf(request);
    if (!isJson(request.headers)) throw new WebhookError(415, wrongType);
    const body = await readBody(request, { maxBytes });
    const { eventName, eventId, customData, consent } = readRelayed(body, trustValue);
    if (!allow.has(eventName)) throw nameNotAllowed(eventName);
    const visitor = visitorOfPost(request, settings.visitor, consent);
    const isIdentified = !allowsNothing(readConsent(visitor.consent));
    return {
      eventName,
      eventId,
      eventTime: new Date(),
      actionSource: 'website',
      userData: isIdentified ? await userDataOf(request) : undefined,
      visitor,
      customData,
    };
  };
}

const maxBytes = 16_384;
const identifyTimeoutMs = 2000;
const tooMany =
  'One visitor posts more than perMinute; behind a proxy, set trustProxy to tell visitors apart.';
const wrongType = 'The Content-Type is neither application/json nor text/plain.';
const foreignOrigin = 'The Origin header is not in `origins`.';

function foreignOriginOf(request: Request): RelayRefusal {
  return new RelayRefusal(403, foreignOrigin, `${foreignOrigin} It is: ${originOf(request)}.`);
}

/** Only a valid origin: anyone can write anything into the header, and reports may be stored. */
function originOf({ headers }: Request): string {
  const origin = headers.get('origin');
  if (origin === null) return 'missing';
  return origin === 'null' || isOrigin(origin) ? origin.slice(0, 100) : 'not an origin';
}

// A post of text/plain needs no CORS preflight, so the page's origin decides.
function isJson(headers: Headers): boolean {
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/json' || type === 'text/plain';
}
