import { expect, test } from 'vitest';
import { isFetchRequest } from '../../src/http/fetch-request.ts';

test.each<[string, unknown, boolean]>([
  ['a Request', new Request('https://shop.example/'), true],
  ['a Request of another implementation', { headers: { get: () => null } }, true],
  ['the req of node:http', { headers: { get: 'x', host: 'shop.example' } }, false],
  ['an object without headers', { url: '/' }, false],
  ['null', null, false],
  ['text', 'GET /', false],
])('%s: %j is a Fetch Request: %j', (_, request, expected) => {
  expect(isFetchRequest(request)).toBe(expected);
});
