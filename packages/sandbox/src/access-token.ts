import { type IncomingRequest, parseRequest } from './incoming-request.ts';

/** Where a request carried its token. If in several places, the one that leaks most. */
export type TokenPlace = 'query' | 'header' | 'body';

export interface AccessToken {
  readonly value: unknown;
  readonly in: TokenPlace;
}

const REDACTED = '[redacted]';
const SECRET_KEYS = ['access_token', 'appsecret_proof'];

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api
export function findAccessToken(request: IncomingRequest): AccessToken | undefined {
  const { query, body } = request;
  if (query['access_token'] !== undefined) return { value: query['access_token'], in: 'query' };
  const bearer = bearerOf(request);
  if (bearer !== undefined) return { value: bearer, in: 'header' };
  if (body['access_token'] !== undefined) return { value: body['access_token'], in: 'body' };
  return undefined;
}

/** The same request without its tokens and signatures, wherever in it they stand. */
export async function withoutSecrets(request: IncomingRequest): Promise<IncomingRequest> {
  const secrets = [request.query, request.body]
    .flatMap((place) => SECRET_KEYS.map((key) => place[key]))
    .concat(bearerOf(request))
    .filter((secret) => typeof secret === 'string')
    // A shorter one is no real token, and cutting it out everywhere would garble the text.
    .filter((secret) => secret.length >= 8)
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  const redact = (text: string): string =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), redactByKey(text));

  const headers = [...request.headers].map(([name, value]): [string, string] => [
    name,
    name === 'authorization' || name === 'cookie' ? REDACTED : redact(value),
  ]);
  return parseRequest({
    method: request.method,
    url: redact(request.url),
    headers: new Headers(headers),
    text: redact(request.text),
  });
}

/** By the key's name, so that it also works on a body that cannot be parsed. */
function redactByKey(text: string): string {
  const key = `(?:${SECRET_KEYS.join('|')})`;
  const inJson = new RegExp(`("${key}"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"?|[^\\s,{}[\\]"]+)`, 'g');
  const inForm = new RegExp(`((?:^|[?&])${key}=)[^&#\\s]*`, 'g');
  const inMultipart = new RegExp(`(name="${key}"[^\\r\\n]{0,200}\\r?\\n\\r?\\n)[^\\r\\n]*`, 'g');
  return text
    .replace(inJson, `$1"${REDACTED}"`)
    .replace(inForm, `$1${REDACTED}`)
    .replace(inMultipart, `$1${REDACTED}`);
}

function bearerOf({ headers }: IncomingRequest): string | undefined {
  return /^Bearer\s+(.*)$/i.exec(headers.get('authorization') ?? '')?.[1];
}
