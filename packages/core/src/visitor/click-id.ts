import { isPrintedNothing } from '../input/text.ts';
import { withoutAppendix } from '../normalize/param-builder-appendix.ts';

/** What a `_fbc` cookie contains. */
export interface Fbc {
  /** When this click was first seen, in milliseconds. */
  creationTimeMs: number;
  /** The click id without a param-builder appendix; case counts. */
  fbclid: string;
}

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
// "fb", the number of dots in the cookie's domain, milliseconds, payload. Thirteen digits: seconds
// are a common mistake, and would look like a click of January 1970.
const shape = /^fb\.\d{1,2}\.(\d{13})\.([\w.~-]{1,550})$/;

/** Reads an `fbc` of four segments, or of more where Meta's param builder appended its own. */
export function parseFbc(value: unknown): Fbc | undefined {
  const { creationTimeMs, payload } = parse(value);
  return isFbclid(payload) ? { creationTimeMs, fbclid: payload } : undefined;
}

/** Is this an `fbp`: `fb.1.<ms>.<random number>`, with or without a param-builder appendix? */
export function isFbp(value: unknown): value is string {
  return number.test(parse(value).payload);
}

/**
 * The click id of a page's address: the last `fbclid` that is one. Ad templates put a placeholder
 * (`fbclid={{fbclid}}`) before the parameter that Meta appends.
 */
export function clickIdOf(parameters: URLSearchParams): string | undefined {
  return parameters.getAll('fbclid').filter(isFbclid).pop();
}

const number = /^\d{1,40}$/;

const dayMs = 86_400_000;

/**
 * Is this click older than its cookie may be (90 days), or more than a day ahead of `nowMs`?
 * Browsers' clocks are wrong by hours, not by days.
 */
export function isExpired({ creationTimeMs }: Pick<Fbc, 'creationTimeMs'>, nowMs: number): boolean {
  return creationTimeMs < nowMs - 90 * dayMs || creationTimeMs > nowMs + dayMs;
}

// Index 1 is Meta's advice for a value made by a server.
export function buildFbc(fbclid: string, creationTimeMs: number): string {
  return `fb.1.${creationTimeMs}.${fbclid}`;
}

// Meta's own browser library ignores a click id of more than 500 characters, and its server library
// takes none with a dot in it.
export function isFbclid(value: string | undefined): value is string {
  return !isPrintedNothing(value) && /^[\w~-]{1,500}$/.test(String(value));
}

/** An empty payload where the value has another shape. */
function parse(value: unknown): { creationTimeMs: number; payload: string } {
  const [, creationTime, payload = ''] = (typeof value === 'string' && shape.exec(value)) || [];
  return { creationTimeMs: Number(creationTime), payload: withoutAppendix(payload) };
}
