import { strictestConsent } from '../consent/consent.ts';
import { plausibleTime } from '../consent/consent-time.ts';
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
  /**
   * The tool, its cookie and what decided in it, for reports and `explain`: `OneTrust cookie
   * OptanonConsent, group C0004 off`. It holds nothing of the visitor but the answer. Never throws.
   */
  readonly decidedBy?: ((cookieHeader: string) => string) | undefined;
}

interface NamingReader extends CookieReader {
  readonly decidedBy: (cookieHeader: string) => string;
}

/** Reads each value; throws for a value that is not the tool's. */
type ReadValue = (value: string) => Consent;

/** What {@link CookieReader.decidedBy} names. */
type Place = readonly [tool: string, cookie: string, field: string];

/** The reader of one cookie. */
export function cookieReader(
  place: Place,
  read: ReadValue,
  timeOf?: (value: string) => unknown,
): NamingReader {
  const valuesIn = (cookieHeader: string) => cookieValues(cookieHeader, place[1]);
  return totalReader(
    place,
    (cookieHeader) => strictestOf(valuesIn(cookieHeader), read),
    timeOf && ((cookieHeader) => valuesIn(cookieHeader).map(timeOf)),
  );
}

/**
 * The reader that answers `denied` where the given one throws or returns `unreadable`.
 *
 * @param timesOf the time of each grant in the header: milliseconds or a date, as a number or text; the
 * earliest counts
 */
export function totalReader(
  [tool, cookie, field]: Place,
  read: (cookieHeader: string) => Consent,
  timesOf?: (cookieHeader: string) => readonly unknown[],
): NamingReader {
  const answerIn: typeof read = (cookieHeader) =>
    attempt(() => read(cookieHeader ?? ''), 'unreadable');
  return Object.assign((cookieHeader: string) => readable(answerIn(cookieHeader)), {
    decidedBy: (cookieHeader: string) =>
      `${tool} cookie ${cookie}${words[answerIn(cookieHeader)].replace('*', field)}`,
    grantedAt:
      timesOf &&
      ((cookieHeader: string) =>
        attempt(() => {
          const times = timesOf(cookieHeader).map((time) =>
            Number(new Date(Number(time) || (time as string))),
          );
          // NaN where one of them is missing, Infinity without any: neither is a time.
          return plausibleTime(Math.min(...times) / 1000);
        }, undefined)),
  });
}

const words: Readonly<Record<Consent, string>> = {
  granted: ', * on',
  limited: ', * on',
  denied: ', * off',
  unknown: ' not answered',
  unreadable: ' unreadable',
};

/** The strictest of what `read` returns for each value; `unknown` without a value. */
export function strictestOf<Value>(
  values: readonly Value[],
  read: (value: Value) => Consent,
): Consent {
  const answers = values.map((value) => read(value));
  // Not spread into one call: a header may hold more cookies than a call takes arguments.
  return answers.reduce(
    (strictest, answer) => strictestConsent(strictest, answer),
    answers[0] ?? 'unknown',
  );
}

/** An answer that cannot be read is a refusal. */
export function readable(answer: Consent): Consent {
  return answer === 'unreadable' ? 'denied' : answer;
}

/** The answer of a visitor whom the tool has asked. */
export function answered(isGranted: boolean): Consent {
  return isGranted ? 'granted' : 'denied';
}

/** @throws SyntaxError where the text is not a JSON object */
export function jsonObject(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) throw new SyntaxError();
  return value;
}

/** Is it a list that contains the name? */
export function includes(list: unknown, name: string): boolean {
  return Array.isArray(list) && list.includes(name);
}

/**
 * Returns the value of each field of `a:1,b:2`, `a=1&b=2` and the like, by its name. The returned
 * function throws a SyntaxError for a field that occurs twice.
 */
export function fieldsOf(
  text: string,
  separator = ',',
  equals = ':',
): (name: string) => string | undefined {
  const fields = text.split(separator).map((field) => field.trim());
  return (name) => {
    const [field, another] = fields.filter((each) => each.startsWith(name + equals));
    if (another !== undefined) throw new SyntaxError();
    return field?.slice(name.length + 1);
  };
}

/** The result of `read`, or `otherwise` where it throws: the cookie is not the tool's. */
export function attempt<Result>(read: () => Result, otherwise: Result): Result {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
