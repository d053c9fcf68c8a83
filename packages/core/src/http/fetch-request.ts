import { readProperty } from '../input/is-record.ts';

/** Is this a Fetch `Request`, and not the `req` of Express, Fastify or `node:http`? */
export function isFetchRequest(request: unknown): request is Request {
  return typeof readProperty(readProperty(request, 'headers'), 'get') === 'function';
}
