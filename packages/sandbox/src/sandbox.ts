import { Hono } from 'hono';
import { type ExpectedEvent, explainMissing, findExpected, timeoutOf } from './expect-event.ts';
import { fbevents } from './fbevents.generated.ts';
import { createFaults, type Faults } from './http/faults.ts';
import { createGraphApi, type GraphApi } from './http/graph-api.ts';
import { createPixelEndpoint, type PixelEndpoint, pixelConfig } from './http/pixel-endpoint.ts';
import { type Change, createJournal, type Journal } from './journal/journal.ts';
import type { ReceivedEvent, ReceivedRequest } from './journal/received.ts';

export interface SandboxOptions {
  /** The sandbox's clock, in milliseconds. @default Date.now */
  readonly now?: (() => number) | undefined;
  /**
   * Also refuse events with findings. Such an error has the type `SandboxStrictMode`: it is the
   * sandbox's own, Meta may accept the event. @default false
   */
  readonly strict?: boolean | undefined;
  /**
   * How many events stay in memory. The oldest requests are removed first, with their events, and a
   * later copy of a removed event counts again. @default Infinity
   */
  readonly keep?: number | undefined;
  /** How many bytes of request bodies stay in memory; the newest request always stays. @default Infinity */
  readonly keepBytes?: number | undefined;
}

/**
 * A request with its events and the earlier events whose verdict or findings changed; or `cleared`;
 * or `faults` if the list of waiting faults changed.
 */
export type SandboxChange = Change | 'faults';

/** A Graph API in memory, and what it received since it was created or last cleared. */
export interface Sandbox {
  /** Responds as the Graph API would, for any host in the URL. Needs no `this`. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** All requests in order of arrival, tokens redacted. */
  readonly requests: readonly ReceivedRequest[];
  /** All events in order of arrival, including refused ones. */
  readonly events: readonly ReceivedEvent[];
  /** The events that Meta would count. */
  readonly counted: readonly ReceivedEvent[];
  /** Simulated faults for the next requests. */
  readonly faults: Faults;
  /**
   * Calls the listener after every request, every clear and every change of the waiting faults. The
   * returned function unsubscribes.
   */
  readonly subscribe: (listener: (change: SandboxChange) => void) => () => void;
  /**
   * Waits for an event that Meta would count and returns it; for an end-to-end test.
   *
   * @throws Error that describes what was received instead
   * @example
   * await sandbox.expect({ eventName: 'Purchase', eventId: 'order-1001', pair: true });
   */
  readonly expect: (expected: ExpectedEvent) => Promise<ReceivedEvent>;
  /** Removes all requests and events and forgets what was counted. */
  readonly clear: () => void;
}

/**
 * A local Graph API that judges Conversions API requests by Meta's published rules.
 *
 * @example
 * const sandbox = createSandbox();
 * await sandbox.fetch('https://graph.facebook.com/v27.0/1234567890/events', { method: 'POST', … });
 * sandbox.counted.length;
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { now = Date.now, strict = false } = options;
  const { keep = Number.POSITIVE_INFINITY, keepBytes = Number.POSITIVE_INFINITY } = options;
  const listeners = new Set<(change: SandboxChange) => void>();
  const notify = (change: SandboxChange): void => {
    for (const listener of listeners) listener(change);
  };
  const journal = createJournal({ keep, keepBytes, onChange: notify });
  const faults = createFaults(() => notify('faults'));
  const graphApi = createGraphApi({ now, strict, journal, faults });
  const pixel = createPixelEndpoint({ now, journal });
  const app = createRoutes(graphApi, pixel);

  return {
    async fetch(input, init) {
      // The Request objects of some servers cannot be copied.
      const whole = input instanceof Request && init === undefined;
      const request = whole ? input : new Request(input, init);
      request.signal.throwIfAborted();
      const response = await app.fetch(request);
      // Like a real fetch, reject after an abort instead of returning the router's response.
      request.signal.throwIfAborted();
      return response;
    },
    requests: journal.requests,
    events: journal.events,
    get counted() {
      return journal.events.filter(({ verdict }) => verdict === 'counted');
    },
    faults,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    expect: async (expected) => waitForEvent(journal, listeners, expected),
    clear: () => journal.clear(),
  };
}

/** The paths of the Graph API and of the Pixel. */
function createRoutes(graphApi: GraphApi, pixel: PixelEndpoint): Hono {
  const app = new Hono({ strict: false });
  app.all('/:version{v[0-9]+[.][0-9]+}/:objectId/events', ({ req }) =>
    graphApi.events(req.raw, req.param()),
  );
  app.on(['GET', 'POST'], '/tr', ({ req }) => pixel(req.raw));
  app.get('/:language{[a-z]{2}_[A-Z]{2}}/fbevents.js', ({ body }) => body(fbevents, 200, script));
  app.get('/signals/config/:pixelId{[0-9]+}', ({ req, body }) =>
    body(pixelConfig(req.param('pixelId')), 200, script),
  );
  // Client aborted; nothing to log.
  app.onError(() => new Response(null, { status: 504 }));
  app.notFound(({ req }) => graphApi.unknownPath(req.raw));
  return app;
}

const script = { 'content-type': 'text/javascript; charset=utf-8' };

async function waitForEvent(
  journal: Pick<Journal, 'events'>,
  listeners: Set<(change: SandboxChange) => void>,
  expected: ExpectedEvent,
): Promise<ReceivedEvent> {
  const timeoutMs = timeoutOf(expected.timeoutMs ?? 5000);
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const found = findExpected(journal.events, expected);
      if (!found) return;
      stop();
      resolve(found);
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(explainMissing(journal.events, expected)));
    }, timeoutMs);
    const stop = (): void => {
      clearTimeout(timer);
      listeners.delete(check);
    };
    listeners.add(check);
    check();
  });
}
