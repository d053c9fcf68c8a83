import type { Visitor } from '@meta-capi/core';

// `mc1`, a checksum of 6 characters, one letter for the consent, then the fields that fit:
// fbp: subdomain index (1), milliseconds (7), number of digits (1), digits
// fbc: subdomain index (1), milliseconds (7), fbclid (the rest). `_` is an absent fbp.
// Numbers are written in base 64, in digits that Stripe accepts.
const prefix = 'mc1';
const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_';
const absent = '_';
const checksumLength = 6;
const timeLength = 7;

/** The most that Stripe accepts, of letters, digits, `-` and `_`; it ignores anything else silently. */
// https://docs.stripe.com/payment-links/url-parameters
const longest = 200;

const letters = { granted: 'g', denied: 'd', limited: 'l', unknown: 'u', unreadable: 'x' } as const;

type Field = string | undefined;

/**
 * The visitor as a `client_reference_id`, which Payment Links and pricing tables take from the page:
 * the consent, `fbp`, and `fbc` with the time of its click, in at most 200 letters, digits, `-` and
 * `_`. What does not fit or cannot be written so is omitted, never cut: first `fbp`, then `fbc`. A
 * visitor who denied, has not answered, or whose answer is unreadable, is only the consent. Runs in browsers; no
 * dependencies. Never throws.
 *
 * @example
 * link.searchParams.set('client_reference_id', packClientReference(readVisitor()));
 */
export function packClientReference(visitor: Visitor): string {
  const { consent, fbp, fbc }: Visitor = Object(visitor);
  const letter = letterOf(consent || 'unknown');
  // As packVisitor does: without an answer, nothing about the visitor is stored.
  const mayStore = letter === letters.granted || letter === letters.limited;
  const click = mayStore ? packFbc(fbc) : undefined;
  const browser = mayStore ? packFbp(fbp) : undefined;
  const candidates = [
    contents(letter, browser, click),
    contents(letter, undefined, click),
    contents(letter, browser, undefined),
  ];
  const room = longest - prefix.length - checksumLength;
  const packed = candidates.find(({ length }) => length <= room) ?? letter;
  return prefix + checksum(packed) + packed;
}

function letterOf(consent: string): string {
  return Object.entries(letters).find(([one]) => one === consent)?.[1] ?? letters.unreadable;
}

function contents(letter: string, browser: Field, click: Field): string {
  if (browser === undefined && click === undefined) return letter;
  return letter + (browser ?? absent) + (click ?? '');
}

/**
 * The metadata that a `client_reference_id` of {@link packClientReference} stands for; `undefined` for a
 * shop's own one, which has no such checksum.
 */
export function unpackClientReference(
  reference: unknown,
): Readonly<Record<string, string>> | undefined {
  if (typeof reference !== 'string' || reference.length > longest) return undefined;
  const packed = reference.slice(prefix.length + checksumLength);
  if (packed === '' || reference !== prefix + checksum(packed) + packed) return undefined;
  const consent = Object.entries(letters).find(([, letter]) => letter === packed[0])?.[0];
  if (consent === undefined) return undefined;
  const fields = unpackFields(packed.slice(1));
  return consent === 'unknown' ? fields : { ...fields, meta_consent: consent };
}

/** `fb.<index>.<milliseconds>.<number>`, and what Meta's param builder may append. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
const shape =
  /^fb\.(\d|[1-5]\d)\.([1-3]\d{12})\.([\w-]+)(?:\.(?:A[Qgw]|B[AQg]|A[Q-Za-f][\w-]{6}))*$/;

function packFbp(fbp: unknown): Field {
  const [, index = '', time = '', number = ''] = shape.exec(String(fbp)) ?? [];
  if (!/^(?:0|[1-9]\d{0,39})$/.test(number)) return undefined;
  const random = inBase64(number);
  return inBase64(index) + packTime(time) + inBase64(random.length) + random;
}

/** A click id with a `~` is omitted: Stripe accepts none. */
function packFbc(fbc: unknown): Field {
  const [, index, time = '', fbclid = ''] = shape.exec(String(fbc)) ?? [];
  return index === undefined ? undefined : inBase64(index) + packTime(time) + fbclid;
}

function packTime(milliseconds: string): string {
  return inBase64(milliseconds).padStart(timeLength, '0');
}

function unpackFields(fields: string): Record<string, string> {
  if (fields === '') return {};
  if (fields.startsWith(absent)) return { meta_fbc: unpackFbc(fields.slice(1)) };
  const numberAt = 1 + timeLength + 1;
  const clickAt = numberAt + Number(fromBase64(fields.slice(numberAt - 1, numberAt)));
  const meta_fbp = `${unpackStart(fields)}.${fromBase64(fields.slice(numberAt, clickAt))}`;
  const click = fields.slice(clickAt);
  return click === '' ? { meta_fbp } : { meta_fbp, meta_fbc: unpackFbc(click) };
}

function unpackFbc(click: string): string {
  return `${unpackStart(click)}.${click.slice(1 + timeLength)}`;
}

function unpackStart(field: string): string {
  return `fb.${fromBase64(field.slice(0, 1))}.${fromBase64(field.slice(1, 1 + timeLength))}`;
}

function inBase64(number: number | string): string {
  let text = '';
  let rest = BigInt(number);
  do {
    text = digits.charAt(Number(rest % 64n)) + text;
    rest /= 64n;
  } while (rest > 0n);
  return text;
}

function fromBase64(text: string): bigint {
  let number = 0n;
  for (const digit of text) number = number * 64n + BigInt(digits.indexOf(digit));
  return number;
}

/** FNV-1a, 32 bits. */
// https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return inBase64(hash >>> 0).padStart(checksumLength, '0');
}
