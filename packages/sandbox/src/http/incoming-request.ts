import { isObject, type JsonObject, parseJson } from '../judge/json.ts';

/** A request with its body read, and its query and body parameters separate. */
export interface IncomingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly text: string;
  /** The body parsed, if it is JSON. */
  readonly json?: unknown;
  readonly query: JsonObject;
  readonly body: JsonObject;
}

export async function readRequest(request: Request): Promise<IncomingRequest> {
  return parseRequest({
    method: request.method,
    url: request.url,
    headers: request.headers,
    text: await request.text(),
  });
}

/**
 * Reads JSON, urlencoded forms and multipart forms. Any other body has no parameters.
 * https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api
 */
export async function parseRequest(
  raw: Pick<IncomingRequest, 'method' | 'url' | 'headers' | 'text'>,
): Promise<IncomingRequest> {
  const { method, url, headers, text } = raw;
  const request = { method, url, headers, text, query: fields(new URL(url).searchParams) };
  const contentType = headers.get('content-type') ?? '';
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'application/json') {
    const json = parseJson(text);
    return { ...request, json, body: isObject(json) ? json : {} };
  }
  if (mediaType === 'application/x-www-form-urlencoded') {
    return { ...request, body: fields(new URLSearchParams(text)) };
  }
  if (mediaType === 'multipart/form-data') {
    return { ...request, body: await readMultipart(text, contentType) };
  }
  return { ...request, body: {} };
}

/**
 * `data` as a list. In a form it is JSON text, and Meta's Python SDK sends each event in it as JSON
 * text once more.
 */
export function readEvents(data: unknown): unknown {
  const list = typeof data === 'string' ? parseJson(data) : data;
  if (!Array.isArray(list)) return list;
  return list.map((event: unknown) => (typeof event === 'string' ? parseJson(event) : event));
}

async function readMultipart(text: string, contentType: string): Promise<JsonObject> {
  try {
    const response = new Response(text, { headers: { 'content-type': contentType } });
    return fields(await response.formData());
  } catch {
    return {};
  }
}

function fields(entries: Iterable<[string, unknown]>): JsonObject {
  return Object.fromEntries(entries);
}
