import { describe, expect, test } from 'vitest';
import { readBody } from '../../src/webhook/read-body.ts';
import { WebhookError } from '../../src/webhook/webhook-error.ts';

function post(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request('https://shop.example.com/hook', {
    method: 'POST',
    body,
    headers,
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
}

async function refusal(reading: Promise<unknown>): Promise<WebhookError> {
  const error: unknown = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof WebhookError) return error;
  throw new Error(`expected a WebhookError, got ${String(error)}`);
}

describe('readBody', () => {
  test('returns the very bytes, across chunks', async () => {
    const bytes = [
      [0xef, 0xbb, 0xbf],
      [0x7b, 0x00],
      [0xff, 0x7d],
    ];
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of bytes) controller.enqueue(Uint8Array.from(chunk));
        controller.close();
      },
    });
    expect([...(await readBody(post(stream)))]).toEqual(bytes.flat());
  });

  test('an empty body is no bytes', async () => {
    expect(await readBody(post(null))).toHaveLength(0);
    expect(await readBody(post(''))).toHaveLength(0);
  });

  test('F-30 one byte over the limit is 413, the limit itself is fine', async () => {
    expect(await readBody(post('x'.repeat(10)), { maxBytes: 10 })).toHaveLength(10);
    expect((await refusal(readBody(post('x'.repeat(11)), { maxBytes: 10 }))).status).toBe(413);
  });

  test('F-30 a length that is announced too large is refused unread', async () => {
    let pulled = 0;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull: () => {
          pulled += 1;
        },
      },
      { highWaterMark: 0 },
    );
    const request = post(stream, { 'content-length': '1000000000' });
    expect((await refusal(readBody(request))).status).toBe(413);
    expect(pulled).toBe(0);
  });

  test('F-30 an endless body is let go at the limit', async () => {
    let chunks = 0;
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
      cancel: () => {
        cancelled = true;
      },
    });
    expect((await refusal(readBody(post(stream)))).status).toBe(413);
    expect(chunks).toBeLessThan(10);
    expect(cancelled).toBe(true);
  });

  test('F-30 a body that drips too slowly is 408', async () => {
    const stream = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    const start = performance.now();
    expect((await refusal(readBody(post(stream), { timeoutMs: 50 }))).status).toBe(408);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('a body that breaks off is 400, without a word of the foreign error', async () => {
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('secret canary')),
    });
    const error = await refusal(readBody(post(stream)));
    expect(error.status).toBe(400);
    expect(JSON.stringify([error.message, error.cause])).not.toContain('canary');
  });

  test('F-31 a body somebody has read before says how to mend that', async () => {
    const request = post('{}');
    await request.text();
    const error = await refusal(readBody(request));
    expect(error.status).toBe(400);
    expect(error.message).toContain('express.json()');
  });

  test('F-31 a body that somebody is reading is no different', async () => {
    const request = post('{}');
    request.body?.getReader();
    expect((await refusal(readBody(request))).message).toContain('express.json()');
  });
});
