import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { post as nodePost } from '../src/http.node.ts';
import { post as fetchPost } from '../src/http.ts';

describe.each([
  ['node', nodePost],
  ['fetch', fetchPost],
])('%s twin', (_name, post) => {
  test('posts JSON and hands back status, headers and text', async () => {
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const seen = [
          request.method,
          request.headers['content-type'],
          String(Buffer.concat(chunks)),
        ];
        response.writeHead(400, { 'X-App-Usage': '{}' }).end(JSON.stringify(seen));
      });
    });

    const answer = await post({ url, body: '{"data":"ä"}', timeoutMs: 1000 });

    expect(answer).toMatchObject({
      kind: 'answer',
      status: 400,
      headers: { 'x-app-usage': '{}' },
      body: JSON.stringify(['POST', 'application/json', '{"data":"ä"}']),
    });
  });

  test('gives up at its deadline', async () => {
    const url = await serve(() => {});
    expect(await post({ url, body: '{}', timeoutMs: 50 })).toEqual({
      kind: 'failure',
      sent: true,
      code: 'timeout',
    });
  });

  test('gives up when its signal says so', async () => {
    const url = await serve(() => {});
    const controller = new AbortController();
    const answer = post({ url, body: '{}', timeoutMs: 5000, signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    expect(await answer).toEqual({ kind: 'failure', sent: true, code: 'aborted' });
    expect(await post({ url, body: '{}', timeoutMs: 5000, signal: controller.signal })).toEqual({
      kind: 'failure',
      sent: false,
      code: 'aborted',
    });
  });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
}
