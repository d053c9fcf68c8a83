import { isFetchRequest } from '../http/fetch-request.ts';
import { readProperty } from '../input/is-record.ts';

/** The report if a framework calls a handler with Node's own objects. */
export const needsFetchRequest =
  'This handler needs a Fetch Request and was called with something else, such as the req of Express or node:http: mount it with toNodeHandler (on Lambda with toLambdaHandler). The response is 500.';

/**
 * Returns `undefined` for a Fetch `Request`. For Node's `(req, res)`, as Express and `node:http` pass
 * them, it also sends 500 through `res`: such a caller ignores the returned `Response`.
 */
export function refusalOfNodeObjects(given: readonly unknown[]): Response | undefined {
  const [request, second] = given;
  if (isFetchRequest(request)) return undefined;
  // Express keeps the response of a request in req.res, Koa in ctx.res.
  const outgoing = [second, readProperty(request, 'res')].find(isNodeResponse);
  try {
    outgoing?.writeHead(500, { connection: 'close' });
    outgoing?.end();
  } catch {
    // Some middleware has already sent a response.
  }
  return new Response(null, { status: 500 });
}

function isNodeResponse(value: unknown): value is {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(): unknown;
} {
  return (
    typeof readProperty(value, 'writeHead') === 'function' &&
    typeof readProperty(value, 'end') === 'function'
  );
}
