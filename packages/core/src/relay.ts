import type { CapiEvent, UserData, Visitor } from './event.ts';
import { inTime } from './in-time.ts';
import { onlyOnce } from './only-once.ts';
import { createRelayCap } from './relay-cap.ts';
import { createOriginCheck, isOrigin } from './relay-origin.ts';
import { readRelayed } from './relayed-event.ts';
import { reportOf } from './report.ts';
import { consoleReporter, type Report, type Reporter, tell } from './reporter.ts';
import { readBody } from './request-body.ts';
import type { EventSink } from './sink.ts';
import { type VisitorFromRequestOptions, visitorFromRequest } from './visitor-from-request.ts';
import { WebhookError } from './webhook-error.ts';

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
   * Events a visitor may send in a minute. Visitors are told apart by their address, so set
   * `trustProxy` if there are proxies: without an address by `_fbp` or user agent, which a forger
   * can change.
   * @default 30
   */
  perMinute?: number | undefined;
  /** Hears of every event taken and every post refused. @default consoleReporter */
  reporter?: Reporter | undefined;
}

/**
 * A route for events that only the page knows: the page posts name, id and `customData`, the server
 * adds who, from where and when, and sends it on. Id and name are the Pixel's, so that Meta counts
 * the two once; a post that comes again is not sent again.
 *
 * Answers with an empty body: 204 taken, 400 malformed, 403 origin or name not allowed, 405, 408,
 * 413 larger than 16 KiB, 415, 429 too many. Never rejects.
 *
 * @example
 * export const POST = createRelayHandler(capi, { allow: ['Lead'], origins: ['https://shop.example'] });
 */
export function createRelayHandler(
  sink: EventSink,
  options: RelayHandlerOptions,
): (request: Request) => Promise<Response> {
  const { identify, perMinute = 30, trustValue = false, reporter = consoleReporter } = options;
  const allow: ReadonlySet<unknown> = new Set(options.allow);
  // Without types they may be missing, and this runs at module scope.
  const origins = [...new Set(options.origins)];
  const isOwnPage = createOriginCheck(origins, options.trustProxy);
  const once = onlyOnce(sink, undefined, { scope: 'relay' });
  const cap = createRelayCap(perMinute);

  function complain(message: string): void {
    tell(reporter, { level: 'error', source, message, outcomes: [], warnings: [] });
  }

  async function userDataOf(request: Request): Promise<UserData | undefined> {
    if (identify === undefined) return undefined;
    const asked = Promise.resolve().then(() => identify(request));
    asked.catch((error) => complain(`identify threw ${error instanceof Error ? error.name : ''}.`));
    return inTime(asked, identifyMs);
  }

  async function receive(request: Request, visitor: Visitor): Promise<CapiEvent> {
    if (request.method !== 'POST') throw new WebhookError(405, 'Only POST is taken.');
    if (!isOwnPage(request)) {
      throw new WebhookError(403, `The Origin header is none of origins: ${originOf(request)}.`);
    }
    if (!isJson(request.headers)) throw new WebhookError(415, 'The body is not said to be JSON.');
    // Of who denied nothing is known and nothing goes out: all of them would share one count.
    if (visitor.consent !== 'denied' && !cap.take(visitor))
      throw new WebhookError(429, 'One visitor sends too many events.');
    const body = await readBody(request, { maxBytes });
    const { eventName, eventId, customData } = readRelayed(body, trustValue);
    if (!allow.has(eventName)) throw new WebhookError(403, 'The event name is none of allow.');
    return {
      eventName,
      eventId,
      eventTime: new Date(),
      actionSource: 'website',
      userData: visitor.consent === 'denied' ? undefined : await userDataOf(request),
      visitor,
      customData,
    };
  }

  if (allow.size === 0) complain('allow: name the events that a page may send, such as Lead.');
  if (origins.length === 0 || !origins.every(isOrigin)) {
    complain('origins: write each as scheme and host alone, such as https://shop.example.');
  }
  return async (request) => {
    try {
      const event = await receive(request, visitorFromRequest(request, options));
      const report = reportOf(await once.sendEvents([event]), source);
      tell(reporter, trustValue ? report : sayingWhoTookValue(report));
      return answer(204);
    } catch (error) {
      const status = error instanceof WebhookError ? error.status : 400;
      complain(error instanceof WebhookError ? error.message : 'The request cannot be read.');
      return answer(status);
    }
  };
}

const source = 'relay';
const maxBytes = 16_384;
const identifyMs = 2000;

/** Only what is an origin: anybody can write anything into the header, and a report may be kept. */
function originOf({ headers }: Request): string {
  const origin = headers.get('origin');
  if (origin === null) return 'it is missing';
  return origin === 'null' || isOrigin(origin) ? origin.slice(0, 100) : 'it is no origin';
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
