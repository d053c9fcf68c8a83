import type { CapiEvent } from '../event/capi-event.ts';
import type { Diagnostics } from '../event/issue.ts';
import { readProperty } from '../input/is-record.ts';
import { safeKey } from '../privacy/personal-data.ts';
import { isExpired } from '../visitor/click-id.ts';
import { isHash, isVisitorKey, type SendableVisitor, visitorKeyList } from '../visitor/keys.ts';

/**
 * The part of the visitor that can be sent. It comes from a browser or from another system, so a value
 * that Meta would not accept is left out with a warning.
 *
 * @param eventTime Unix seconds; a click more than 90 days before it has expired.
 */
export function readVisitor(
  event: CapiEvent,
  diagnostics: Diagnostics,
  eventTime: number,
): SendableVisitor {
  const { visitor } = event;
  const sendable: SendableVisitor = {};
  warnOfUnknownKey(visitor, diagnostics);
  for (const facts of visitorKeyList) {
    const { name, wireName } = facts;
    const given = readProperty(visitor, name);
    if (given === undefined || given === null || given === '') continue;
    const value = facts.check(given);
    if (value === undefined) leaveOut(name, isHash(given) ? hashed : facts, diagnostics);
    else if (name === 'fbc' && isExpiredFbc(value, eventTime)) {
      leaveOut(name, expiredClick, diagnostics);
    } else {
      sendable[wireName] = value;
      diagnostics.explanations?.push({
        path: `visitor.${name}`,
        action: value === given ? 'kept' : 'changed',
        because: `${facts.sentAs}, sent as ${wireName}`,
      });
    }
  }
  return sendable;
}

/** A valid `fbc`'s third segment is the time of its click. */
function isExpiredFbc(fbc: string, eventTime: number): boolean {
  const start = fbc.indexOf('.', 'fb.'.length) + 1;
  const creationTimeMs = Number(fbc.slice(start, fbc.indexOf('.', start)));
  return isExpired({ creationTimeMs }, eventTime * 1000);
}

function leaveOut(
  name: string,
  { code, problem }: { readonly code: string; readonly problem: string },
  { warnings, explanations }: Diagnostics,
): void {
  const path = `visitor.${name}`;
  warnings.push({ code, path, message: `${path} is not sent: ${problem}` });
  explanations?.push({ path, action: 'dropped', because: problem });
}

/** Only the first one: its message lists the known keys. */
function warnOfUnknownKey(visitor: unknown, { warnings }: Diagnostics): void {
  const key = unknownKeyOf(visitor);
  if (key === undefined) return;
  const path = `visitor.${safeKey(key)}`;
  const known = visitorKeyList.map(({ name }) => name).join(', ');
  const message = `${path} is not a key of the type Visitor, so it is not sent; known are ${known}, consent.`;
  warnings.push({ code: 'unknown_visitor_key', path, message });
}

function unknownKeyOf(visitor: unknown): string | undefined {
  try {
    for (const key in Object(visitor)) {
      if (!isVisitorKey(key) && Object.hasOwn(Object(visitor), key)) return key;
    }
  } catch {
    // A Proxy that throws: its values are reported below.
  }
  return undefined;
}

const hashed = {
  code: 'hashed_value',
  problem: 'it is a hash, and Meta expects this value unhashed; pass it unhashed.',
} as const;

const expiredClick = {
  code: 'expired_fbc',
  problem:
    'its click is more than 90 days before the event, or after it; keep the _fbc cookie for 90 days.',
} as const;
