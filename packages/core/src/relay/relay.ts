import { withTimeout } from '../async/with-timeout.ts';
import { allowsNothing, readConsent } from '../consent/consent.ts';
import type { CapiEvent, UserData } from '../event/capi-event.ts';
import { isRecord } from '../input/is-record.ts';
import { onlyOnce } from '../only-once/only-once.ts';
import { errorKind } from '../privacy/error-kind.ts';
import { createRefusalReports } from '../report/refusal-reports.ts';
import { reportOf } from '../report/report.ts';
import { consoleReporter, type Report, type Reporter, tell } from '../report/reporter.ts';
import type { EventSink } from '../sink/sink.ts';
import { type VisitorFromRequestOptions, visitorOfPost } from '../visitor/from-request.ts';
import { isForwarded } from '../visitor/peer-address.ts';
import { isHops, trustProxyMessage } from '../visitor/trust-proxy.ts';
import { needsFetchRequest, refusalOfNodeObjects } from '../webhook/node-objects.ts';
import { readBody } from '../webhook/read-body.ts';
import { WebhookError } from '../webhook/webhook-error.ts';
import { createOriginCheck, isOrigin } from './origin.ts';
import { readRelayed } from './posted-event.ts';
import { createRelayCap } from './rate-limit.ts';
import { nameNotAllowed, RelayRefusal } from './refusal.ts';

export interface RelayHandlerOptions extends VisitorFromRequestOptions {
  /** The event names a page may send; every other is refused. Case counts. */
  allow: readonly string[];
  /** The origins of your pages, such as `https://shop.example`; posts from others are refused. */
  origins: readonly string[];
  /**
   * Who the visitor is, as your own session knows: the only source of `userData`. After 2000 ms, or
   * if it throws, the event goes out without.
   */
  identify?:
    | ((request: Request) => UserData | undefined | Promise<UserData | undefined>)
    | undefined;
  /**
   * Send amounts as the page says them. Anybody can post any amount, and Meta optimises for it.
   * @default false: `value`, `predicted_ltv`, `net_revenue`, `price` and `item_price` are taken out,
   * also of `contents`
   */
  trustValue?: boolean | undefined;
  /**
   * Posts of one visitor in a minute, refused ones included. The address of the connection counts,
   * or behind `trustProxy` proxies the visitor's: without `trustProxy`, all visitors of a proxy share
   * this limit. Where the route gets no address at all, each `_fbp` or user agent has this limit, all
   * visitors together ten times as much, and all who denied share it once.
   * @default 30
   */
  perMinute?: number | undefined;
  /**
   * Receives a report of every event taken; of refused posts one a minute for each kind, with a total.
   * @default consoleReporter
   */
  reporter?: Reporter | undefined;
}

/**
 * A route for events that only the page knows: the page posts name, id and `customData`, the server
 * adds who, from where and when, and sends it on. Id and name are the Pixel's, so that Meta counts
 * the two once; a post that comes again is not sent again. The page may post its own reading of the
 * consent, which counts like any carrier's: the strictest of it, the `meta_consent` cookie, the
 * `consent` option and Global Privacy Control decides.
 *
 * Answers with an empty body: 204 taken, 400 malformed, 403 origin or name not allowed, 405, 408,
 * 413 larger than 16 KiB, 415, 429 too many. Never rejects.
 *
 * @example
 * export const POST = createRelayHandler(capi, { allow: ['Lead'], origins: ['https://shop.example'] });
 */
export function createRelayHandler(
  sink: EventSink,
  given: RelayHandlerOptions,
): (request: Request) => Promise<Response> {
  // Without types they may be missing, and this runs at module scope.
  const options: Partial<RelayHandlerOptions> = isRecord(given) ? given : {};
  const { identify, perMinute = 30, trustValue = false, reporter = consoleReporter } = options;
  const allow: ReadonlySet<unknown> = new Set(listOf(options.allow));
  const origins = [...new Set(listOf(options.origins))];
  const trustProxy = isHops(options.trustProxy ?? 0) ? (options.trustProxy ?? 0) : 0;
  const isOwnPage = createOriginCheck(origins, trustProxy);
  const once = onlyOnce(sink, undefined, { scope: 'relay' });
  const cap = createRelayCap(perMinute, trustProxy);
  const refusals = createRefusalReports(reporter, source);

  function complain(message: string): void {
    tell(reporter, { level: 'error', source, message, outcomes: [], warnings: [] });
  }

  async function userDataOf(request: Request): Promise<UserData | undefined> {
    if (identify === undefined) return undefined;
    const asked = Promise.resolve()
      .then(() => identify(request))
      .catch((error: unknown) => {
        complain(`identify threw ${errorKind(error)}.`);
        return undefined;
      });
    return withTimeout(asked, identifyMs);
  }

  let isProxyReported = false;
  function reportMissingTrustProxy(request: Request): void {
    if (isProxyReported || options.trustProxy !== undefined || !isForwarded(request)) return;
    isProxyReported = true;
    complain(missingTrustProxy);
  }

  async function receive(request: Request): Promise<CapiEvent> {
    reportMissingTrustProxy(request);
    if (request.method !== 'POST') throw new WebhookError(405, 'Only POST is accepted.');
    // First of all: a post that is refused below costs the server something too.
    if (!cap.take(request)) throw new WebhookError(429, tooMany);
    if (!isOwnPage(request)) throw foreignOriginOf(request);
    if (!isJson(request.headers)) throw new WebhookError(415, 'The body is not said to be JSON.');
    const body = await readBody(request, { maxBytes });
    const { eventName, eventId, customData, consent } = readRelayed(body, trustValue);
    if (!allow.has(eventName)) throw nameNotAllowed(eventName);
    const visitor = visitorOfPost(request, { ...options, trustProxy }, consent);
    const isKnown = !allowsNothing(readConsent(visitor.consent));
    return {
      eventName,
      eventId,
      eventTime: new Date(),
      actionSource: 'website',
      userData: isKnown ? await userDataOf(request) : undefined,
      visitor,
      customData,
    };
  }

  if (allow.size === 0) complain('allow: name the events that a page may send, such as Lead.');
  if (origins.length === 0) {
    const fault = options.origins == null ? 'is missing' : 'must be a list with an entry';
    complain(`origins: ${fault}: name the pages that may post, such as ["https://shop.example"].`);
  } else if (!origins.every(isOrigin)) {
    complain('origins: write each as scheme and host alone, such as https://shop.example.');
  }
  if (!isHops(options.trustProxy ?? 0)) complain(trustProxyMessage);
  return async (request: Request, ...others: readonly unknown[]) => {
    refusals.flush();
    const refusal = refusalOfNodeObjects([request, ...others]);
    if (refusal !== undefined) {
      refusals.report({ level: 'error', message: needsFetchRequest });
      return refusal;
    }
    try {
      const event = await receive(request);
      const report = reportOf(await once.sendEvents([event]), source);
      tell(reporter, trustValue ? report : sayingWhoTookValue(report));
      return answer(204);
    } catch (error) {
      const { status, level, message } =
        error instanceof WebhookError ? error : new WebhookError(400, unreadable);
      const shown = error instanceof RelayRefusal ? error.detailed : message;
      refusals.report({ level, message: shown, kind: message });
      return answer(status);
    }
  };
}

const source = 'relay';
const foreignOrigin = 'The Origin header is none of origins.';
const tooMany =
  'One visitor posts more than perMinute; behind a proxy, set trustProxy to tell visitors apart.';
const missingTrustProxy =
  'trustProxy is not set, but requests carry X-Forwarded-For: set it to the number of your proxies (0: none). Until then visitors’ addresses are not known, and perMinute counts all visitors of a proxy together.';
const unreadable = 'The request cannot be read.';
const maxBytes = 16_384;
const identifyMs = 2000;

function foreignOriginOf(request: Request): RelayRefusal {
  return new RelayRefusal(403, foreignOrigin, `${foreignOrigin} It is: ${originOf(request)}.`);
}

/** Only what is an origin: anybody can write anything into the header, and a report may be kept. */
function originOf({ headers }: Request): string {
  const origin = headers.get('origin');
  if (origin === null) return 'missing';
  return origin === 'null' || isOrigin(origin) ? origin.slice(0, 100) : 'no origin';
}

/** A text is not a list, although it can be iterated over; a Set is one. */
function listOf(given: unknown): readonly string[] {
  return isRecord(given) || Array.isArray(given) ? Array.from(given as Iterable<string>) : [];
}

function sayingWhoTookValue(report: Report): Report {
  const warnings = report.warnings.map((warning) =>
    warning.code === 'missing_value'
      ? {
          ...warning,
          message: `${warning.message} The relay takes it out unless trustValue is set.`,
        }
      : warning,
  );
  return { ...report, warnings };
}

const headersOf: Readonly<Record<number, Record<string, string>>> = {
  405: { allow: 'POST' },
  429: { 'retry-after': '60' },
};

function answer(status: number): Response {
  return new Response(null, { status, headers: headersOf[status] ?? {} });
}

// A post of text/plain needs no preflight; that is why the page's origin is what decides.
function isJson(headers: Headers): boolean {
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/json' || type === 'text/plain';
}
