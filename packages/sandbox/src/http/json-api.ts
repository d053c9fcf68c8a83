import { Hono } from 'hono';
import { readExpectation } from '../expect-event.ts';
import { eventToJson, type ReceivedRequest } from '../journal/received.ts';
import {
  readRecording,
  replayRequests,
  resendRequest,
  writeRecording,
} from '../journal/recording.ts';
import type { Sandbox } from '../sandbox.ts';

/** The JSON API of the page and of end-to-end tests: `/sandbox/…` and `/api/expect`. */
export function createJsonApi(sandbox: Sandbox): Hono {
  const app = new Hono();
  app.use('/sandbox/*', async ({ req, json }, next) => {
    // Without a CORS preflight, a foreign page can post text but not JSON.
    if (req.method !== 'POST' || jsonTypes.test(req.header('content-type') ?? '')) {
      await next();
      return undefined;
    }
    return json({ error: 'content-type must be application/json or application/x-ndjson.' }, 415);
  });
  app.get('/sandbox/events', ({ json }) => json({ events: sandbox.events.map(eventToJson) }));
  app.delete('/sandbox/events', ({ body }) => {
    sandbox.clear();
    return body(null, 204);
  });
  app.get('/api/expect', async ({ req, json }) => {
    try {
      const found = await sandbox.expect(readExpectation(req.query()));
      return json({ event: eventToJson(found) });
    } catch (error) {
      const message = error instanceof Error ? error.message : 'Unreadable query.';
      return json({ error: message }, error instanceof TypeError ? 400 : 404);
    }
  });
  addRequests(app, sandbox);
  addRecording(app, sandbox);
  addFaults(app, sandbox);
  return app;
}

function addRequests(app: Hono, sandbox: Sandbox): void {
  app.get('/sandbox/requests', ({ json }) => json({ requests: sandbox.requests }));
  app.get('/sandbox/requests/:number', ({ req, json }) => {
    const request = requestOf(sandbox, req.param('number'));
    return request ? json(request) : json({ error: noRequest }, 404);
  });
  app.post('/sandbox/requests/:number/resend', async ({ req, json }) => {
    const request = requestOf(sandbox, req.param('number'));
    if (!request) return json({ error: noRequest }, 404);
    return json({ status: await resendRequest(sandbox, request) });
  });
}

function addRecording(app: Hono, sandbox: Sandbox): void {
  app.get('/sandbox/recording', ({ body }) =>
    body(writeRecording(sandbox.requests), 200, {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="sandbox.jsonl"',
    }),
  );
  app.post('/sandbox/recording', async ({ req, json }) => {
    try {
      const requests = readRecording(await req.text(), 'the recording');
      await replayRequests(sandbox, requests);
      return json({ requests: requests.length });
    } catch (error) {
      return json({ error: error instanceof TypeError ? error.message : 'Unreadable.' }, 400);
    }
  });
}

function addFaults(app: Hono, sandbox: Sandbox): void {
  app.get('/sandbox/faults', ({ json }) => json({ faults: sandbox.faults.waiting }));
  app.post('/sandbox/faults', async ({ req, json }) => {
    try {
      sandbox.faults.simulate(await req.json());
    } catch (error) {
      return json({ error: error instanceof TypeError ? error.message : 'No JSON.' }, 400);
    }
    return json({ faults: sandbox.faults.waiting }, 201);
  });
  app.delete('/sandbox/faults', ({ body }) => {
    sandbox.faults.clear();
    return body(null, 204);
  });
}

const jsonTypes = /^application[/](?:json|x-ndjson)\b/i;
const noRequest = 'This request is no longer in memory.';

function requestOf({ requests }: Sandbox, number: string): ReceivedRequest | undefined {
  return requests.find((request) => String(request.number) === number);
}
