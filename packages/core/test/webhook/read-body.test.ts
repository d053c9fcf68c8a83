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
  test('returns the bytes of all chunks unchanged', async () => {
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

  test('returns no bytes for an empty body', async () => {
    expect(await readBody(post(null))).toHaveLength(0);
    expect(await readBody(post(''))).toHaveLength(0);
  });

  test('F-30 accepts a body at the limit and refuses one byte more with 413', async () => {
    expect(await readBody(post('x'.repeat(10)), { maxBytes: 10 })).toHaveLength(10);
    const announced = post('x'.repeat(10), { 'content-length': '10' });
    expect(await readBody(announced, { maxBytes: 10 })).toHaveLength(10);
    const { status, name, message } = await refusal(
      readBody(post('x'.repeat(11)), { maxBytes: 10 }),
    );
    expect([status, name, message]).toEqual([
      413,
      'WebhookError',
      'The body is larger than 10 bytes.',
    ]);
  });

  test('F-30 refuses a Content-Length above the limit without reading', async () => {
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

  test('F-30 stops reading an endless body at the limit', async () => {
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

  test('F-30 refuses a body that is too slow with 408', async () => {
    const stream = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    const start = performance.now();
    const { status, message } = await refusal(readBody(post(stream), { timeoutMs: 50 }));
    expect([status, message]).toEqual([408, 'The body did not arrive within 50 ms.']);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('refuses an incomplete body with 400, without the text of the original error', async () => {
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('secret canary')),
    });
    const error = await refusal(readBody(post(stream)));
    expect(error.status).toBe(400);
    expect(error.message).toBe('Incomplete body: the connection ended early.');
    expect(JSON.stringify([error.message, error.cause])).not.toContain('canary');
  });

  test('F-31 the refusal of a body that was read before contains the fix', async () => {
    const request = post('{}');
    await request.text();
    const error = await refusal(readBody(request));
    expect(error.status).toBe(400);
    expect(error.message).toContain('express.json()');
  });

  test('F-31 the refusal of a body that is being read contains the fix', async () => {
    const request = post('{}');
    request.body?.getReader();
    expect((await refusal(readBody(request))).message).toContain('express.json()');
  });
});
