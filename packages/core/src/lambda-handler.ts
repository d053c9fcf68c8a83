import { sayThatHandlerThrew } from './handler-fault.ts';
import { isHost } from './http-host.ts';
import { notePeer } from './peer-address.ts';

/**
 * The parts that are used of what an HTTP request is to a Lambda function: a function URL and API
 * Gateway's HTTP API (payload 2.0), or API Gateway's REST API and HTTP API (payload 1.0).
 */
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
export interface LambdaHttpEvent {
  /** Payload 2.0. */
  rawPath?: string | undefined;
  rawQueryString?: string | undefined;
  requestContext?:
    | {
        domainName?: string | undefined;
        http?: { method?: string | undefined; sourceIp?: string | undefined } | undefined;
        /** Payload 1.0. */
        identity?: { sourceIp?: string | undefined } | undefined;
      }
    | undefined;
  /** Payload 1.0. */
  httpMethod?: string | undefined;
  path?: string | undefined;
  multiValueQueryStringParameters?:
    | Readonly<Record<string, readonly string[] | undefined>>
    | null
    | undefined;
  headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  cookies?: readonly string[] | undefined;
  body?: string | null | undefined;
  isBase64Encoded?: boolean | undefined;
}

export interface LambdaHttpResult {
  statusCode: number;
  headers: Record<string, string>;
  /** For payload 2.0. */
  cookies?: string[];
  /** The same for payload 1.0. */
  multiValueHeaders?: Record<string, string[]>;
  /** Text; base64 where the bytes are no UTF-8. */
  body: string;
  isBase64Encoded: boolean;
}

/**
 * Mounts a `Request → Response` handler behind a Lambda function URL or API Gateway. The body is
 * what arrived, byte for byte, whether it comes as text or as base64. Never rejects.
 *
 * @example
 * export const handler = toLambdaHandler(createWebhookHandler(adapter, capi));
 */
export function toLambdaHandler(
  handler: (request: Request) => Promise<Response>,
): (event: LambdaHttpEvent) => Promise<LambdaHttpResult> {
  return async (event) => {
    // What no Request can be made of, such as a Host that is none, is the sender's fault.
    let status = 400;
    try {
      const request = toRequest(event);
      status = 500;
      const { http, identity } = event.requestContext ?? {};
      notePeer(request, http?.sourceIp ?? identity?.sourceIp);
      const response = await handler(request);
      const body = new Uint8Array(await response.arrayBuffer());
      return result(response.status, response.headers, body);
    } catch (error) {
      // Nothing of it may reach the sender. The handlers of this package never throw; yours may.
      if (status === 500) sayThatHandlerThrew(error);
      return result(status, new Headers(), new Uint8Array());
    }
  };
}

function toRequest(event: LambdaHttpEvent): Request {
  const method = event.requestContext?.http?.method ?? event.httpMethod ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const headers = toHeaders(event);
  const host = headers.get('host') ?? event.requestContext?.domainName ?? 'localhost';
  if (!isHost(host)) throw new TypeError('The Host header is not a host.');
  const path = event.rawPath ?? event.path ?? '/';
  const query = event.rawQueryString ?? queryOf(event);
  return new Request(
    new URL(`https://${host}${path.startsWith('/') ? '' : '/'}${path}${query && `?${query}`}`),
    {
      method,
      headers,
      ...(hasBody ? { body: bodyOf(event) } : {}),
    },
  );
}

function toHeaders({ headers, cookies }: LambdaHttpEvent): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined) all.append(name, value);
  }
  // Payload 2.0 takes them out of the headers.
  if (cookies !== undefined && cookies.length > 0) all.set('cookie', cookies.join('; '));
  return all;
}

function queryOf({ multiValueQueryStringParameters: parameters }: LambdaHttpEvent): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters ?? {})) {
    for (const value of values ?? []) query.append(name, value);
  }
  return query.toString();
}

function bodyOf({ body, isBase64Encoded }: LambdaHttpEvent): Uint8Array<ArrayBuffer> {
  const text = body ?? '';
  if (!isBase64Encoded) return new TextEncoder().encode(text);
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function result(statusCode: number, headers: Headers, body: Uint8Array): LambdaHttpResult {
  const { 'set-cookie': _, ...others } = Object.fromEntries(headers);
  const cookies = headers.getSetCookie();
  return {
    statusCode,
    headers: others,
    // Several cookies are no one header.
    ...(cookies.length > 0 ? { cookies, multiValueHeaders: { 'set-cookie': cookies } } : {}),
    ...encoded(body),
  };
}

// A REST API hands base64 on as it is, unless it is told which media types are binary.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
function encoded(body: Uint8Array): Pick<LambdaHttpResult, 'body' | 'isBase64Encoded'> {
  try {
    const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { body: utf8.decode(body), isBase64Encoded: false };
  } catch {
    const characters = Array.from(body, (byte) => String.fromCharCode(byte));
    return { body: btoa(characters.join('')), isBase64Encoded: true };
  }
}
