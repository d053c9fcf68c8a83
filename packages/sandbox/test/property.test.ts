import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createSandbox } from '../src/index.ts';
import { TOKEN } from './post.ts';
import { customData, NOW, purchase, userData } from './purchase.ts';

// It takes seconds on a free machine, and must not fail on a busy one.
vi.setConfig({ testTimeout: 60_000 });

const URL_OF_EVENTS = 'https://graph.facebook.com/v26.0/1234567890/events';
const CONTENT_TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  '',
];

test('any bytes with any content type get a response in Meta’s format', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.uint8Array()),
      fc.constantFrom(...CONTENT_TYPES),
      async (body, contentType) => {
        const { status, json } = await answerTo(body, contentType);
        expect([400, 401]).toContain(status);
        expect(json).toEqual({ error: expect.objectContaining({ code: expect.any(Number) }) });
      },
    ),
    { numRuns: 200 },
  );
});

test('any value in any field of an event gets a response, and refused events are not counted', async () => {
  const anything = fc.jsonValue({ maxDepth: 3 });
  const place = fc.constantFrom<readonly [string, string?]>(
    ...Object.keys({
      ...purchase(),
      data_processing_options: 0,
      app_data: 0,
      original_event_data: 0,
      messaging_channel: 0,
    }).map((key) => [key] as const),
    ...Object.keys({ ...userData(), country: 0, lead_id: 0 }).map(
      (key) => ['user_data', key] as const,
    ),
    ...Object.keys({ ...customData(), content_ids: 0 }).map((key) => ['custom_data', key] as const),
  );
  await fc.assert(
    fc.asyncProperty(place, anything, async ([outer, inner], value) => {
      const event: Record<string, unknown> = purchase();
      const changed = inner ? { ...(event[outer] as object), [inner]: value } : value;
      const body = JSON.stringify({ access_token: TOKEN, data: [{ ...event, [outer]: changed }] });

      const { status, sandbox } = await answerTo(body, 'application/json');

      expect([200, 400]).toContain(status);
      expect(sandbox.counted.length).toBe(status === 200 ? 1 : 0);
      expect(sandbox.events[0]?.verdict).toBe(status === 200 ? 'counted' : 'refused');
    }),
    { numRuns: 400 },
  );
});

test('nesting deeper than the stack gets a response', async () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const event = JSON.stringify(purchase()).replace(
    '"custom_data":{',
    `"custom_data":{"deep":${deep},`,
  );

  const { status } = await answerTo(
    `{"access_token":"${TOKEN}","data":[${event}]}`,
    'application/json',
  );

  expect(status).toBe(200);
});

test('processing time is linear in the length of a text', async () => {
  const texts = [
    'a',
    '@',
    '+1',
    '+1 ',
    '1-',
    '555-',
    'a@b',
    '%40',
    '"\\',
    '.',
    '\\',
    'access_token',
    'access_token":',
    'EAA',
    '%22',
  ].map((piece) => piece.repeat(200_000 / piece.length));
  const started = performance.now();
  for (const text of texts) {
    const event = purchase({
      event_id: text,
      custom_data: customData({ note: text }),
      user_data: userData({ fbc: text, em: text }),
    });
    await answerTo(JSON.stringify({ access_token: TOKEN, data: [event] }), 'application/json');
  }

  expect(performance.now() - started).toBeLessThan(20_000);
});

async function answerTo(body: string | Uint8Array<ArrayBuffer>, contentType: string) {
  const sandbox = createSandbox({ now: () => NOW });
  const headers = { 'content-type': contentType };
  const response = await sandbox.fetch(URL_OF_EVENTS, { method: 'POST', headers, body });
  return { sandbox, status: response.status, json: await response.json() };
}
