import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createApi } from '../../src/reconcile/api.ts';

const options = { account: 'example', apiToken: 'canary-token' };

test('at most five requests a second', async () => {
  const at: number[] = [];
  const get = createApi({
    ...options,
    fetch: async () => {
      at.push(performance.now());
      return Response.json({});
    },
  });
  for (let n = 0; n < 8; n += 1) await get('contacts', {});
  const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(195);
});

test.each([
  ['example', 'https://example.api-us1.com/api/3/contacts?limit=1'],
  ['https://example.activehosted.com', 'https://example.api-us1.com/api/3/contacts?limit=1'],
  ['https://example.api-eu2.com/', 'https://example.api-eu2.com/api/3/contacts?limit=1'],
])('requests for %s use its API address', async (account, expected) => {
  const urls: unknown[] = [];
  const get = createApi({
    ...options,
    account,
    fetch: async (url) => {
      urls.push(url);
      return Response.json({});
    },
  });
  await get('contacts', { limit: '1' });
  expect(urls).toEqual([expected]);
});

test('a redirect is not followed: only ActiveCampaign may receive the token', async () => {
  const seen: unknown[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url, request.headers['api-token']);
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const stop = new AbortController();
  const get = createApi({
    ...options,
    signal: stop.signal,
    fetch: (_, init) => fetch(`http://127.0.0.1:${port}/`, init),
  });
  setTimeout(() => stop.abort(), 500);
  await expect(get('contacts', {})).rejects.toThrow(/abort/i);
  server.close();
  server.closeAllConnections();
  expect(seen).toEqual(['/', 'canary-token']);
});
