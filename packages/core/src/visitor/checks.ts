import type { Visitor } from '../event/capi-event.ts';
import { readProperty } from '../input/is-record.ts';
import { isPrintedNothing } from '../input/text.ts';
import { digestOf } from '../normalize/digest.ts';
import { isFbp, parseFbc } from './click-id.ts';
import { publicIp } from './client-ip.ts';
import { pageUrl } from './page-url.ts';

export type VisitorKey = Exclude<keyof Visitor, 'consent' | 'consentCarrier'>;

/** What each value of a visitor has to be; everything else is `undefined`. */
export const visitorChecks: Readonly<Record<VisitorKey, (value: unknown) => string | undefined>> = {
  fbp: (value) => (isFbp(value) ? value : undefined),
  fbc: (value) => (typeof value === 'string' && parseFbc(value) ? value : undefined),
  clientIpAddress: publicIp,
  clientUserAgent: userAgent,
  eventSourceUrl: pageUrl,
  referrerUrl: pageUrl,
};

/** Is this a key that {@link Visitor} has? */
export function isVisitorKey(key: string): boolean {
  return key === 'consent' || key === 'consentCarrier' || Object.hasOwn(visitorChecks, key);
}

const visitorKeys: readonly VisitorKey[] = [
  'fbp',
  'fbc',
  'clientIpAddress',
  'clientUserAgent',
  'eventSourceUrl',
  'referrerUrl',
];

/** Those of the given values that are what they have to be, in the form they are sent in. */
export function validVisitor(given: Readonly<Partial<Record<VisitorKey, unknown>>>): Visitor {
  const visitor: Visitor = {};
  for (const key of visitorKeys) {
    const value = visitorChecks[key](readProperty(given, key));
    if (value !== undefined) visitor[key] = value;
  }
  return visitor;
}

/** Is this a SHA-256, which none of a visitor's values may be? */
export function isHash(value: unknown): boolean {
  return typeof value === 'string' && digestOf(value.trim()) !== undefined;
}

// Unchanged or not at all: Meta compares it with what the Pixel saw.
function userAgent(value: unknown): string | undefined {
  return typeof value === 'string' &&
    value.length <= 1024 &&
    !isPrintedNothing(value) &&
    !isHash(value) &&
    (printableAscii.test(value) || !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value))
    ? value
    : undefined;
}

const printableAscii = /^[ -~]*$/;
