import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on a free port; it stops with `close`. */
export async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<{ url: string; close: () => void }> {
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => answer(request, response, body));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/**
 * The part of Stripe's API that `doctor` reads: the key decides, and unknown paths are 404. Without
 * `thin` the key may not read event destinations.
 */
// https://docs.stripe.com/api/webhook_endpoints/object
export function startStripe(
  snapshots: readonly object[],
  thin: readonly object[] | undefined,
): ReturnType<typeof startServer> {
  return startServer((request, response) => {
    if (request.headers.authorization !== 'Bearer sk_test_madeUp00000001') {
      sendJson(response, 401, {
        error: { type: 'invalid_request_error', message: 'Invalid API Key' },
      });
    } else if (request.url?.startsWith('/v1/webhook_endpoints')) {
      sendJson(response, 200, {
        object: 'list',
        data: snapshots,
        has_more: false,
        url: '/v1/webhook_endpoints',
      });
    } else if (request.url?.startsWith('/v2/core/event_destinations')) {
      if (thin === undefined) {
        sendJson(response, 403, { error: { type: 'invalid_request_error' } });
        return;
      }
      // One on each page: https://docs.stripe.com/api-v2-overview#list-pagination
      const page = Number(new URL(request.url, 'http://stripe').searchParams.get('page') ?? 0);
      const isLast = page + 1 >= thin.length;
      const next = isLast ? null : `/v2/core/event_destinations?page=${page + 1}`;
      const data = thin.slice(page, page + 1);
      sendJson(response, 200, { data, next_page_url: next, previous_page_url: null });
    } else sendJson(response, 404, { error: { type: 'invalid_request_error' } });
  });
}

/** The two operations of AWS that `doctor` calls, over the JSON protocol; unsigned requests fail. */
export function startAws(
  trigger: string | undefined,
  parameterType: string | undefined,
): ReturnType<typeof startServer> {
  return startServer((request, response, body) => {
    const refuse = (type: string): void => sendJson(response, 400, { __type: type });
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
      refuse('MissingAuthenticationTokenException');
      return;
    }
    const input = JSON.parse(body) as {
      UserPoolId?: string;
      ParameterFilters?: readonly { Values: readonly string[] }[];
    };
    switch (request.headers['x-amz-target']) {
      case 'AWSCognitoIdentityProviderService.DescribeUserPool':
        if (input.UserPoolId !== 'eu-west-1_aBcD1234E') refuse('ResourceNotFoundException');
        else {
          const LambdaConfig = trigger === undefined ? {} : { PostConfirmation: trigger };
          sendJson(response, 200, { UserPool: { Id: input.UserPoolId, LambdaConfig } });
        }
        return;
      case 'AmazonSSM.DescribeParameters': {
        const [name] = input.ParameterFilters?.[0]?.Values ?? [];
        const Parameters = parameterType === undefined ? [] : [{ Name: name, Type: parameterType }];
        sendJson(response, 200, { Parameters });
        return;
      }
      default:
        refuse('UnknownOperationException');
    }
  });
}
