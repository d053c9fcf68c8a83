import type { IncomingMessage } from 'node:http';
import { type Visitor, visitorFromRequest } from '@meta-capi/core';

/** For a handler that stays `(req, res)`: the method, the address and the headers are all that is read. */
export function visitorOfNode(request: IncomingMessage): Visitor {
  const headers = Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const url = new URL(request.url ?? '/', `https://${request.headers.host}`);
  return visitorFromRequest(new Request(url, { method: request.method ?? 'GET', headers }));
}
