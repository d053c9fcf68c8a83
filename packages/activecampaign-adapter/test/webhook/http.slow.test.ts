import { expect, test } from 'vitest';
import { startWebhookServer } from '../server.ts';
import { secret, subscribed } from './posts.ts';

test('F-30 a body that arrives too slowly is refused after ten seconds', async () => {
  const server = await startWebhookServer();
  const start = performance.now();
  const answered = await server.raw(
    [
      `POST /hooks/${secret} HTTP/1.1`,
      'host: a',
      'connection: close',
      'content-type: application/x-www-form-urlencoded',
      'content-length: 5000',
      '',
      subscribed().body.slice(0, 10),
    ].join('\r\n'),
  );
  const seconds = (performance.now() - start) / 1000;
  await server.close();
  expect(answered).toMatch(/^HTTP\/1\.1 408 /);
  expect(seconds).toBeGreaterThan(9);
  expect(seconds).toBeLessThan(15);
  expect(server.sandbox.events).toEqual([]);
});
