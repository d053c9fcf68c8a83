import { bearerOf } from '../judge/access-token.ts';
import { type JsonObject, parseJson } from '../judge/json.ts';
import { type IncomingRequest, parseRequest } from './incoming-request.ts';

const REDACTED = '[redacted]';

/** The same request with tokens and signatures redacted in every part and every encoding. */
export async function withoutSecrets(request: IncomingRequest): Promise<IncomingRequest> {
  const values = secretValuesOf(request);
  const redact = (text: string): string =>
    values.reduce((rest, value) => rest.replaceAll(value, REDACTED), redactByForm(text));
  const headers = [...request.headers].map(([name, value]): [string, string] => [
    name,
    SECRET_HEADER.test(name) ? REDACTED : redact(value),
  ]);
  return parseRequest({
    method: request.method,
    url: redact(request.url),
    headers: new Headers(headers),
    text: redactJson(redact(request.text), redact),
  });
}

const SECRET_HEADER = /authorization|cookie|token|secret|api-?key/i;

/** `accessToken`, `x-access-token` and the like count too. Each character may be escaped. */
const KEY = `(?:${pattern('access')}${separator()}?${pattern('token')}|${pattern('appsecret')}${separator()}?${pattern('proof')})`;
const KEY_ALONE = new RegExp(KEY, 'i');
/** `"access_token": "…"`, in any quotes, in JSON within JSON, `access_token=…`; the text may be cut off. */
const PAIR = new RegExp(
  `(${KEY}(?:\\\\{0,4}["'])?\\s*[:=]\\s*)(?:(")(?:[^"\\\\]|\\\\[^])*|(')(?:[^'\\\\]|\\\\[^])*|(\\\\{1,4}["'])(?:[^"'\\\\]|\\\\{1,4}(?!["'\\\\])[^])*|([^\\s"',;&{}[\\]<>\\\\]+))`,
  'gi',
);
/** The same within a form or a query. */
const ENCODED_PAIR = new RegExp(
  `(${KEY}(?:%22|%27)?(?:%20|[+])*(?:%3A|%3D)(?:%20|[+])*(?:%22|%27)?)(?:(?!%22|%27|%26)[^&\\s"'])+`,
  'gi',
);
const PART_OF_MULTIPART = new RegExp(
  `(name="${KEY}"[^\\r\\n]{0,200}\\r?\\n\\r?\\n)[^\\r\\n]*`,
  'gi',
);
/**
 * The tokens that Meta creates for users and systems, wherever they are. A run of hex digits is not a
 * token: one in 4,096 hashes and ids begins with `eaa`.
 */
const META_TOKEN = /(?<=^|[^\w-]|%[0-9a-f]{2})EAA(?![0-9a-f]+(?![A-Za-z0-9]))[A-Za-z0-9]{20,}/gi;

function redactByForm(text: string): string {
  return text
    .replace(PART_OF_MULTIPART, `$1${REDACTED}`)
    .replace(PAIR, (_, head: string, double = '', single = '', escaped = '', bare = '') => {
      const quote = double || single || escaped;
      // A JSON number becomes text, so that the rest can still be parsed.
      return bare && /:\s*$/.test(head) ? `${head}"${REDACTED}"` : `${head}${quote}${REDACTED}`;
    })
    .replace(ENCODED_PAIR, `$1${REDACTED}`)
    .replace(META_TOKEN, REDACTED);
}

/** A token that is a list or an object, or an escape of a printable character. */
const NEEDS_PARSING = /(?:token|proof)\\{0,4}["']?\s*:\s*[[{]|\\u00[2-7][\da-f]/i;

/** Redacts what only a parser finds. The text keeps its form where there is nothing to redact. */
function redactJson(text: string, redact: (text: string) => string): string {
  if (!NEEDS_PARSING.test(text)) return text;
  const json = parseJson(text);
  if (json === undefined) return text;
  try {
    const before = JSON.stringify(json);
    const after = JSON.stringify(json, (key, value: unknown) => {
      if (KEY_ALONE.test(key)) return REDACTED;
      return typeof value === 'string' ? redactJson(redact(value), redact) : value;
    });
    return after === before ? text : after;
  } catch {
    // Nested deeper than the stack allows: not an event.
    return REDACTED;
  }
}

/** The secret values, because they may also appear without their key, and in the JSON of a form's field. */
function secretValuesOf(request: IncomingRequest): readonly string[] {
  return (
    [request.query, request.body]
      .flatMap(secretTextsIn)
      .concat(bearerOf(request) ?? [], request.headers.get('x-access-token') ?? [])
      // A shorter value is not a token, and replacing it everywhere would damage the text.
      .filter((secret) => secret.length >= 8)
      // A lone surrogate cannot be percent-encoded, and no token has one.
      .flatMap((secret) =>
        /\p{Surrogate}/u.test(secret) ? secret : [secret, encodeURIComponent(secret)],
      )
  );
}

/** The texts at and below each key that names a secret. Without recursion, as JSON may be nested deeply. */
function secretTextsIn(place: JsonObject): readonly string[] {
  const texts: string[] = [];
  const waiting: { value: unknown; isSecret: boolean }[] = [{ value: place, isSecret: false }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, isSecret } = next;
    const below = typeof value === 'string' && /^\s*[[{]/.test(value) ? parseJson(value) : value;
    if (typeof below === 'object' && below !== null) {
      for (const [key, inner] of Object.entries(below)) {
        waiting.push({ value: inner, isSecret: isSecret || KEY_ALONE.test(key) });
      }
    } else if (typeof value === 'string' && isSecret) {
      texts.push(value);
    }
  }
  return texts;
}

/** The text with each character as it is or as JSON escapes it, such as `\u0061`. */
function pattern(text: string): string {
  return Array.from(text, (character) => orEscaped(character)).join('');
}

function separator(): string {
  return `(?:${orEscaped('_')}|${orEscaped('-')}|%5F|%2D)`;
}

function orEscaped(character: string): string {
  const codes = new Set([character.toLowerCase(), character.toUpperCase()]);
  const escapes = [...codes].map((one) => one.charCodeAt(0).toString(16).padStart(4, '0'));
  return `(?:${character}|\\\\{1,4}u(?:${escapes.join('|')}))`;
}
