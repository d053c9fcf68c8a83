import { strictestConsent } from '../consent/consent.ts';
import { consentTime } from '../consent/consent-time.ts';
import { cookieValues } from '../cookies/cookie-header.ts';
import type { Consent } from '../event/capi-event.ts';
import { isRecord } from '../input/is-record.ts';

/**
 * Reads a visitor's answer from a `Cookie` header or `document.cookie`. No cookie, a regional default
 * and an open banner are `unknown`; an answer without advertising, and an unreadable one, are `denied`;
 * of several cookies the strictest counts. Pure, and never throws.
 */
export interface CookieReader {
  (cookieHeader: string): Consent;
  /** When the visitor granted it, in Unix seconds, for tools that store it. Never throws. */
  readonly grantedAt?: ((cookieHeader: string) => number | undefined) | undefined;
}

/** Reads each value; throws for a value that is not the tool's. */
type ReadValue = (value: string) => Consent;

/** The reader of one cookie. */
export function cookieReader(
  name: string,
  read: ReadValue,
  timeOf?: (value: string) => unknown,
): CookieReader {
  return totalReader(
    (cookieHeader) => strictestOf(cookieValues(cookieHeader, name), read),
    timeOf && ((cookieHeader) => cookieValues(cookieHeader, name).map(timeOf)),
  );
}

/**
 * The reader that answers `denied` where the given one throws.
 *
 * @param timesOf the time of each grant in the header: milliseconds or a date, as a number or text; the
 * earliest counts
 */
export function totalReader(
  read: (cookieHeader: string) => Consent,
  timesOf?: (cookieHeader: string) => readonly unknown[],
): CookieReader {
  const reader: CookieReader = (cookieHeader) => attempt(() => read(cookieHeader ?? ''));
  if (timesOf === undefined) return reader;
  return Object.assign(reader, {
    grantedAt: (cookieHeader: string) => {
      try {
        const times = timesOf(cookieHeader ?? '').map((time) =>
          new Date(Number(time) || String(time)).getTime(),
        );
        // NaN where one of them is missing, Infinity without any: neither is a time.
        return consentTime(Math.min(...times) / 1000);
      } catch {
        return undefined; // The cookie is not the tool's.
      }
    },
  });
}

/** The strictest of what `read` returns for each value; `unknown` without a value. */
export function strictestOf(values: readonly string[], read: ReadValue): Consent {
  const answers = values.map((value) => attempt(() => read(value)));
  // Not spread into one call: a header may hold more cookies than a call takes arguments.
  return answers.length === 0
    ? 'unknown'
    : answers.reduce((strictest, answer) => strictestConsent(strictest, answer));
}

/** The answer of a visitor whom the tool has asked. */
export function answered(isGranted: boolean): Consent {
  return isGranted ? 'granted' : 'denied';
}

/** @throws SyntaxError where the text is not a JSON object */
export function jsonObject(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) throw new SyntaxError('No object.');
  return value;
}

/**
 * Returns the value of each field of `a=1&b=2`, `a:1,b:2` and the like, by its name. The returned
 * function throws a SyntaxError for a field that occurs twice.
 */
export function fieldsOf(
  text: string,
  separator: string,
  equals: string,
): (name: string) => string | undefined {
  const fields = text.split(separator).map((field) => field.trim());
  return (name) => {
    const [field, another] = fields.filter((each) => each.startsWith(name + equals));
    if (another !== undefined) throw new SyntaxError('Twice.');
    return field?.slice(name.length + 1).trim();
  };
}

function attempt(read: () => Consent): Consent {
  try {
    return read();
  } catch {
    return 'denied';
  }
}
