import { isHost } from '../http/host.ts';
import { notePeer } from '../visitor/peer-address.ts';
import { reportHandlerError } from './handler-error.ts';

/**
 * The parts of a Lambda function's HTTP event that are used: from a function URL or API
 * Gateway's HTTP API (payload 2.0), API Gateway's REST API and HTTP API (payload 1.0), or an
 * Application Load Balancer, with multi-value headers or without.
 */
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
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
        /** An Application Load Balancer's. */
        elb?: unknown;
      }
    | undefined;
  /** Payload 1.0. */
  httpMethod?: string | undefined;
  path?: string | undefined;
  queryStringParameters?: Readonly<Record<string, string | undefined>> | null | undefined;
  multiValueQueryStringParameters?: MultiValues | null | undefined;
  headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  /** A load balancer with multi-value headers sends these instead of `headers`. */
  multiValueHeaders?: MultiValues | null | undefined;
  cookies?: readonly string[] | undefined;
  body?: string | null | undefined;
  isBase64Encoded?: boolean | undefined;
}

type MultiValues = Readonly<Record<string, readonly string[] | undefined>>;

export interface LambdaHttpResult {
  statusCode: number;
  headers: Record<string, string>;
  /** For payload 2.0. */
  cookies?: string[];
  /** Cookies for payload 1.0; all headers for a load balancer that sent multi-value headers. */
  multiValueHeaders?: Record<string, string[]>;
  /** Text; base64 if the bytes are not UTF-8. */
  body: string;
  isBase64Encoded: boolean;
}

/**
 * Mounts a `Request → Response` handler behind a Lambda function URL, API Gateway or an Application
 * Load Balancer. The body has the received bytes, whether the event has text or base64. Never rejects.
 *
 * @example
 * export const handler = toLambdaHandler(createWebhookHandler(adapter, capi));
 */
export function toLambdaHandler(
  handler: (request: Request) => Promise<Response>,
): (event: LambdaHttpEvent) => Promise<LambdaHttpResult> {
  return async (event) => {
    // An event from which no Request can be created, such as one with an invalid Host: 400.
    let status = 400;
    try {
      const request = toRequest(event);
      status = 500;
      const { http, identity } = event.requestContext ?? {};
      notePeer(request, http?.sourceIp ?? identity?.sourceIp);
      const response = await handler(request);
      const body = new Uint8Array(await response.arrayBuffer());
      return result(event, response.status, response.headers, body);
    } catch (error) {
      // The sender must not see any of it. The handlers of this package never throw; yours may.
      if (status === 500) reportHandlerError(error);
      return result(event, status, new Headers(), new Uint8Array());
    }
  };
}

function toRequest(event: LambdaHttpEvent): Request {
  const method = event.requestContext?.http?.method ?? event.httpMethod ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const headers = toHeaders(event);
  const host = headers.get('host') ?? event.requestContext?.domainName ?? 'localhost';
  if (!isHost(host)) throw new TypeError('Invalid Host header.');
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

function toHeaders({ headers, multiValueHeaders, cookies }: LambdaHttpEvent): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined) all.append(name, value);
  }
  // API Gateway sends both forms, with the same values.
  if (headers == null) {
    for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
      for (const value of values ?? []) all.append(name, value);
    }
  }
  // Payload 2.0 removes them from the headers.
  if (cookies !== undefined && cookies.length > 0) all.set('cookie', cookies.join('; '));
  return all;
}

function queryOf(event: LambdaHttpEvent): string {
  const parameters = event.multiValueQueryStringParameters ?? event.queryStringParameters;
  const pairs = Object.entries(parameters ?? {}).flatMap(([name, values]) =>
    [values ?? []].flat().map((value): [string, string] => [name, value]),
  );
  // API Gateway decodes the query, a load balancer does not.
  return isFromLoadBalancer(event)
    ? pairs.map((pair) => pair.join('=')).join('&')
    : new URLSearchParams(pairs).toString();
}

function isFromLoadBalancer({ requestContext }: LambdaHttpEvent): boolean {
  return requestContext?.elb !== undefined;
}

function bodyOf({ body, isBase64Encoded }: LambdaHttpEvent): Uint8Array<ArrayBuffer> {
  const text = body ?? '';
  if (!isBase64Encoded) return new TextEncoder().encode(text);
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function result(
  event: LambdaHttpEvent,
  statusCode: number,
  headers: Headers,
  body: Uint8Array,
): LambdaHttpResult {
  const { 'set-cookie': _, ...others } = Object.fromEntries(headers);
  const cookies = headers.getSetCookie();
  // Several cookies cannot share one header.
  const several: Record<string, string[]> = cookies.length > 0 ? { 'set-cookie': cookies } : {};
  // With multi-value headers a load balancer ignores `headers`, without them `multiValueHeaders`.
  const all = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, [value]]));
  const isMultiValue = isFromLoadBalancer(event) && event.multiValueHeaders != null;
  const multiValueHeaders = isMultiValue ? { ...all, ...several } : several;
  const [cookie] = cookies;
  const isSingleValue = isFromLoadBalancer(event) && !isMultiValue;
  return {
    statusCode,
    // Such a load balancer forwards one cookie only: a header has one value.
    headers: isSingleValue && cookie !== undefined ? { ...others, 'set-cookie': cookie } : others,
    ...(cookies.length > 0 ? { cookies } : {}),
    ...(Object.keys(multiValueHeaders).length > 0 ? { multiValueHeaders } : {}),
    ...encoded(body),
  };
}

// A REST API forwards base64 undecoded, unless its settings list the binary media types.
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
