import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { pageScript } from '../page-script.generated.ts';
import { pageStyle } from '../page-style.generated.ts';
import type { Sandbox } from '../sandbox.ts';
import { createFeed } from './feed.ts';
import { createJsonApi } from './json-api.ts';

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
  app.route('/', createJsonApi(sandbox));
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
    if (!/^[/](?:$|sandbox[/]|api[/])/.test(pathname)) return undefined;
    return app.fetch(request);
  };
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
