import { createCapiClient } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { afterEach, expect, test, vi } from 'vitest';
import { fakePage } from '../../../packages/pixel/test/fake-page.ts';
import { relayOf } from '../src/relay-identify.ts';
import { finishQuiz } from '../src/relay-page.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const origin = 'https://shop.example.com';

/** What the page gives to the Pixel and to the route. */
function played(): { tracked: unknown[]; posted: string } {
  const calls: unknown[][] = [];
  let posted = '';
  fakePage({ fbq: (...call: unknown[]) => calls.push(call) });
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    posted = body;
    return Promise.resolve(new Response());
  });
  finishQuiz();
  vi.unstubAllGlobals();
  return { tracked: calls[0] ?? [], posted };
}

function postOf(body: string, from = origin): Request {
  return new Request(`${origin}/api/meta`, {
    method: 'POST',
    headers: {
      origin: from,
      'content-type': 'text/plain;charset=UTF-8',
      cookie: 'meta_consent=granted; session=s-1',
      referer: `${origin}/quiz`,
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36',
    },
    body,
  });
}

test('the quiz is one conversion: the Pixel and the relay carry the same id', async () => {
  const sandbox = createSandbox({ strict: true });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  const sessions = new Map([['s-1', { email: 'maria@example.com', customerId: 'customer-7' }]]);
  const { tracked, posted } = played();

  expect((await relayOf(capi, sessions)(postOf(posted))).status).toBe(204);

  const [received] = sandbox.counted;
  expect(tracked).toEqual([
    'track',
    'Lead',
    { content_name: 'quiz' },
    { eventID: received?.eventId },
  ]);
  expect(received?.event['user_data']).toMatchObject({
    em: [expect.stringMatching(/^[\da-f]{64}$/)],
    external_id: [expect.stringMatching(/^[\da-f]{64}$/)],
  });
});

test('the route takes its own pages’ posts alone, and says what is not configured', async () => {
  const reported = vi.spyOn(console, 'error').mockReturnValue();
  const warned = vi.spyOn(console, 'warn').mockReturnValue();
  const { POST } = await import('../src/relay-route.ts');
  const { posted } = played();

  expect((await POST(postOf(posted))).status).toBe(204);
  expect((await POST(postOf(posted, 'https://evil.example'))).status).toBe(403);

  expect(JSON.stringify([reported.mock.calls, warned.mock.calls])).toMatch(
    /not_configured.*Origin header/,
  );
});
