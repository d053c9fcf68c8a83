import type { IncomingMessage } from 'node:http';
import { type Visitor, visitorFromRequest } from '@meta-capi/core';

/** For a handler with `(req, res)`: only the method, the address and the headers are read. */
export function visitorOfNode(request: IncomingMessage): Visitor {
  const headers = Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const url = new URL(request.url ?? '/', `https://${request.headers.host}`);
  return visitorFromRequest(new Request(url, { method: request.method ?? 'GET', headers }));
}
