import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ReceivedEvent } from '../journal/received.ts';
import { pageScript } from '../page-script.generated.ts';
import { pageStyle } from '../page-style.generated.ts';
import type { Sandbox } from '../sandbox.ts';

/**
 * The page at `/` and the JSON API at `/sandbox/…`. Returns `undefined` for every other address.
 */
export function createInspector(
  sandbox: Sandbox,
): (request: Request) => Promise<Response | undefined> {
  const app = new Hono();
  // DNS rebinding: a foreign page must not read this through its own host name.
  app.use(async ({ req, body }, next) => {
    if (!isLoopback(new URL(req.url).hostname)) return body(null, 403);
    await next();
    return undefined;
  });
  app.get('/', ({ html }) => html(document, 200, { 'content-security-policy': policy }));
  app.get('/sandbox/page.js', ({ body }) =>
    body(pageScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/sandbox/page.css', ({ body }) =>
    body(pageStyle, 200, { 'content-type': 'text/css; charset=utf-8' }),
  );
  app.get('/sandbox/events', ({ json }) => json({ events: sandbox.events.map(toJson) }));
  app.get('/sandbox/requests', ({ json }) => json({ requests: sandbox.requests }));
  app.get('/sandbox/faults', ({ json }) => json({ faults: sandbox.faults.waiting }));
  app.delete('/sandbox/events', ({ body }) => {
    sandbox.clear();
    return body(null, 204);
  });
  app.delete('/sandbox/faults', ({ body }) => {
    sandbox.faults.clear();
    return body(null, 204);
  });
  app.post('/sandbox/faults', async ({ req, json }) => {
    // Without a CORS preflight, a foreign page can post text but not JSON.
    if (!req.header('content-type')?.startsWith('application/json')) {
      return json({ error: 'content-type must be application/json.' }, 415);
    }
    try {
      sandbox.faults.simulate(await req.json());
    } catch (error) {
      return json({ error: error instanceof TypeError ? error.message : 'No JSON.' }, 400);
    }
    return json({ faults: sandbox.faults.waiting }, 201);
  });
  app.get('/sandbox/stream', (context) =>
    streamSSE(context, async (stream) => {
      const feed = createFeed(sandbox);
      stream.onAbort(() => feed.end());
      for await (const [event, data] of feed.messages()) {
        await stream.writeSSE({ event, data: JSON.stringify(data) });
      }
    }),
  );

  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname !== '/' && !pathname.startsWith('/sandbox/')) return undefined;
    return app.fetch(request);
  };
}

type Message = readonly ['cleared' | 'events' | 'faults' | 'oldest', unknown];

interface Feed {
  messages(): AsyncGenerator<Message>;
  end(): void;
}

/** All events so far, then every change, in chunks that a page can render smoothly. */
function createFeed(sandbox: Sandbox): Feed {
  let changed = new Map(sandbox.events.map((event) => [event.number, event]));
  let cleared = true;
  let faults = true;
  const ending = new AbortController();
  let wake = (): void => undefined;

  const unsubscribe = sandbox.subscribe((change) => {
    if (change === 'faults') faults = true;
    else if (change === 'cleared') {
      cleared = true;
      changed = new Map();
    } else for (const event of change.events) changed.set(event.number, event);
    // A page in the background reads nothing, so skip events that are no longer in memory.
    for (const oldest of changed.keys()) {
      if (changed.size <= sandbox.events.length) break;
      changed.delete(oldest);
    }
    wake();
  });

  return {
    async *messages() {
      while (!ending.signal.aborted) {
        if (cleared) {
          cleared = false;
          yield ['cleared', {}];
        }
        if (faults) {
          faults = false;
          yield ['faults', sandbox.faults.waiting];
        }
        const piece = [...changed.values()].slice(0, pieceSize);
        for (const { number } of piece) changed.delete(number);
        if (piece.length > 0) {
          yield ['events', piece.map(toJson)];
          yield ['oldest', sandbox.events[0]?.number ?? 1];
        }
        if (cleared || faults || changed.size > 0) continue;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        // A burst is sent as one chunk.
        await new Promise((resolve) => setTimeout(resolve, burstMs));
      }
    },
    end() {
      ending.abort();
      unsubscribe();
      wake();
    },
  };
}

const pieceSize = 250;
const burstMs = 40;

/** `duplicateOf` becomes that event's number. */
function toJson({ duplicateOf, ...event }: ReceivedEvent): object {
  return { ...event, ...(duplicateOf && { duplicateOf: duplicateOf.number }) };
}

function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const document = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Meta events sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sandbox/page.css">
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript; the same data is at /sandbox/events.</noscript>
<script type="module" src="/sandbox/page.js"></script>
</body>
</html>`;
