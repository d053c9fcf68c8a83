import type { Visitor } from '../event/capi-event.ts';
import { readProperty } from '../input/is-record.ts';
import { isPrintedNothing } from '../input/text.ts';
import { digestOf } from '../normalize/digest.ts';
import { isFbp, parseFbc } from './click-id.ts';
import { publicIp } from './client-ip.ts';
import { pageUrl, pageUrlWithoutQuery } from './page-url.ts';

/** A key of {@link Visitor} that decides whether the event is sent, and is never sent itself. */
type ConsentKey = 'consent' | 'consentAt' | 'consentCarrier';

/** A key of {@link Visitor} that is sent. */
export type VisitorKey = Exclude<keyof Visitor, ConsentKey>;

/** The visitor in Meta's names: the first four belong in `user_data`, the others beside it. */
export interface SendableVisitor {
  fbp?: string;
  fbc?: string;
  client_ip_address?: string;
  client_user_agent?: string;
  event_source_url?: string;
  referrer_url?: string;
}

/** Everything that depends on a key of the visitor. */
export interface VisitorKeyFacts {
  readonly wireName: keyof SendableVisitor;
  /** Is it sent within `user_data`? */
  readonly isUserData: boolean;
  /** The value in the form to send; `undefined` if Meta would not accept it. */
  readonly check: (value: unknown) => string | undefined;
  /** How it is sent, for `explain`. */
  readonly sentAs: string;
  /** The warning about a value that is not sent. */
  readonly code: string;
  readonly problem: string;
  /** How `packVisitor` stores it; `undefined` for what another system must not store. */
  readonly packed: PackedKey | undefined;
}

interface PackedKey {
  readonly name: string;
  /** The option of `include` that has to name it. */
  readonly include?: 'ip' | 'userAgent';
  /** The stored form, if it is not the sent one. */
  readonly check?: (value: unknown) => string | undefined;
}

// What nearly every cookie looks like, so that only the others are parsed: without an appendix of the
// param builder, and longer than any text that a program prints for a missing value.
const plainFbp = /^fb\.\d{1,2}\.\d{13}\.\d{1,40}$/;
const plainFbc = /^fb\.\d{1,2}\.\d{13}\.[\w~-]{10,500}$/;

const invalidUrl = {
  code: 'invalid_url',
  problem: 'it is not an http or https address; give the address that the browser shows.',
} as const;

/** The one table of visitor keys, in the order in which they are sent. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
const visitorKeys: Readonly<Record<VisitorKey, VisitorKeyFacts>> = {
  fbp: {
    wireName: 'fbp',
    isUserData: true,
    check: (value) => (isText(value) && (plainFbp.test(value) || isFbp(value)) ? value : undefined),
    sentAs: 'unchanged',
    code: 'invalid_fbp',
    problem:
      'it is not the value of a _fbp cookie (fb.1.<milliseconds>.<number>); pass the cookie on unchanged, or nothing.',
    packed: { name: 'meta_fbp' },
  },
  fbc: {
    wireName: 'fbc',
    isUserData: true,
    check: (value) =>
      isText(value) && (plainFbc.test(value) || parseFbc(value) !== undefined) ? value : undefined,
    sentAs: 'unchanged',
    code: 'invalid_fbc',
    problem:
      'it is not the value of a _fbc cookie (fb.1.<milliseconds>.<fbclid>), or its click id is the text that a program prints for a missing value; pass the cookie on unchanged, or nothing.',
    packed: { name: 'meta_fbc' },
  },
  clientIpAddress: {
    wireName: 'client_ip_address',
    isUserData: true,
    check: publicIp,
    sentAs: 'not hashed',
    code: 'invalid_client_ip_address',
    problem:
      "it is not a public IPv4 or IPv6 address; give the visitor's own address, never a server's, a private or an example one.",
    packed: { name: 'meta_ip', include: 'ip' },
  },
  clientUserAgent: {
    wireName: 'client_user_agent',
    isUserData: true,
    check: userAgent,
    sentAs: 'unchanged',
    code: 'invalid_client_user_agent',
    problem:
      "it is not text of at most 1,024 characters without control characters, or it is the text that a program prints for a missing value; give the visitor's own User-Agent header.",
    packed: { name: 'meta_ua', include: 'userAgent' },
  },
  eventSourceUrl: {
    wireName: 'event_source_url',
    isUserData: false,
    check: pageUrl,
    sentAs: 'host, path, fbclid and utm parameters',
    ...invalidUrl,
    packed: { name: 'meta_url', check: pageUrlWithoutQuery },
  },
  referrerUrl: {
    wireName: 'referrer_url',
    isUserData: false,
    check: pageUrl,
    sentAs: 'host, path, fbclid and utm parameters',
    ...invalidUrl,
    packed: undefined,
  },
};

/** Every key of {@link Visitor} that is sent, with its name, in the order of sending. */
export const visitorKeyList: readonly (VisitorKeyFacts & { readonly name: VisitorKey })[] =
  Object.entries(visitorKeys).map(([name, facts]) => ({ name: name as VisitorKey, ...facts }));

const consentKeys: Readonly<Record<ConsentKey, true>> = {
  consent: true,
  consentAt: true,
  consentCarrier: true,
};

const knownKeys: ReadonlySet<string> = new Set([
  ...Object.keys(visitorKeys),
  ...Object.keys(consentKeys),
]);

/** Is this a key that {@link Visitor} has? */
export function isVisitorKey(key: string): boolean {
  return knownKeys.has(key);
}

/** The given values that are valid, in the form in which they are sent. */
export function validVisitor(given: Readonly<Partial<Record<VisitorKey, unknown>>>): Visitor {
  const visitor: Visitor = {};
  for (const { name, check } of visitorKeyList) {
    const value = check(readProperty(given, name));
    if (value !== undefined) visitor[name] = value;
  }
  return visitor;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Is this a SHA-256? No value of a visitor may be one. */
export function isHash(value: unknown): boolean {
  return typeof value === 'string' && digestOf(value.trim()) !== undefined;
}

// Unchanged or not at all: Meta compares it with what the Pixel received.
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
