import type { Trace } from '../event/trace.ts';
import { readProperty } from '../input/is-record.ts';
import { safeKey } from '../privacy/personal-data.ts';
import { isHash, isVisitorKey, type VisitorKey, visitorChecks } from '../visitor/checks.ts';
import { isExpired } from '../visitor/click-id.ts';

/** The visitor in Meta's names: the first four belong into `user_data`, the others beside it. */
export interface SendableVisitor {
  fbp?: string;
  fbc?: string;
  client_ip_address?: string;
  client_user_agent?: string;
  event_source_url?: string;
  referrer_url?: string;
}

/**
 * What of a visitor may be sent. Everything here comes from a browser or out of another system, so
 * a value that is not what Meta takes is left out with a warning.
 *
 * @param eventTime Unix seconds; a click more than 90 days before it has expired.
 */
export function sendableVisitor(
  visitor: unknown,
  trace: Trace,
  eventTime: number,
): SendableVisitor {
  const sendable: SendableVisitor = {};
  const key = unknownKeyOf(visitor);
  if (key !== undefined) {
    const path = `visitor.${safeKey(key)}`;
    trace.warn({ code: 'unknown_visitor_key', path, message: `${path} ${unknownKey}` });
  }
  for (const field of fields) {
    const given = readProperty(visitor, field.key);
    if (given === undefined || given === null || given === '') continue;
    const value = visitorChecks[field.key](given);
    if (value !== undefined && !(field.key === 'fbc' && isExpiredFbc(value, eventTime))) {
      sendable[field.wireName] = value;
      const { path, sentAs, wireName } = field;
      const action = value === given ? 'kept' : 'changed';
      trace.explain?.({ path, action, because: `${sentAs}, sent as ${wireName}` });
    } else {
      const { path, refusal } = field;
      const { code, because } =
        value !== undefined ? expiredClick : isHash(given) ? hashed : refusal;
      trace.warn({ code, path, message: `${path} is not sent: ${because}` });
      trace.explain?.({ path, action: 'dropped', because });
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

function unknownKeyOf(visitor: unknown): string | undefined {
  try {
    for (const key of Object.keys(visitor ?? {})) {
      if (!isVisitorKey(key)) return key;
    }
  } catch {
    // A Proxy that refuses: what it holds shows below.
  }
  return undefined;
}

interface Field {
  key: VisitorKey;
  path: string;
  wireName: keyof SendableVisitor;
  sentAs: string;
  refusal: Refusal;
}

interface Refusal {
  code: string;
  because: string;
}

const invalidUrl: Refusal = {
  code: 'invalid_url',
  because: 'it is not an http or https address; give the address that the browser shows.',
};

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
const fields: readonly Field[] = [
  {
    key: 'fbp',
    path: 'visitor.fbp',
    wireName: 'fbp',
    sentAs: 'unchanged',
    refusal: {
      code: 'invalid_fbp',
      because:
        'it is not the value of a _fbp cookie (fb.1.<milliseconds>.<number>); pass the cookie on unchanged, or nothing.',
    },
  },
  {
    key: 'fbc',
    path: 'visitor.fbc',
    wireName: 'fbc',
    sentAs: 'unchanged',
    refusal: {
      code: 'invalid_fbc',
      because:
        'it is not the value of a _fbc cookie (fb.1.<milliseconds>.<fbclid>), or its click id is the text that a program prints for a missing value; pass the cookie on unchanged, or nothing.',
    },
  },
  {
    key: 'clientIpAddress',
    path: 'visitor.clientIpAddress',
    wireName: 'client_ip_address',
    sentAs: 'not hashed',
    refusal: {
      code: 'invalid_client_ip_address',
      because:
        "it is not a public IPv4 or IPv6 address; give the visitor's own address, never a server's, a private or an example one.",
    },
  },
  {
    key: 'clientUserAgent',
    path: 'visitor.clientUserAgent',
    wireName: 'client_user_agent',
    sentAs: 'unchanged',
    refusal: {
      code: 'invalid_client_user_agent',
      because:
        "it is not text of at most 1,024 characters without control characters, or it is the text that a program prints for a missing value; give the visitor's own User-Agent header.",
    },
  },
  {
    key: 'eventSourceUrl',
    path: 'visitor.eventSourceUrl',
    wireName: 'event_source_url',
    sentAs: 'host, path, fbclid and utm parameters',
    refusal: invalidUrl,
  },
  {
    key: 'referrerUrl',
    path: 'visitor.referrerUrl',
    wireName: 'referrer_url',
    sentAs: 'host, path, fbclid and utm parameters',
    refusal: invalidUrl,
  },
];

const hashed: Refusal = {
  code: 'hashed_value',
  because: 'it is a hash, and Meta wants this value as it is; pass it unhashed.',
};

const expiredClick: Refusal = {
  code: 'expired_fbc',
  because:
    'its click is more than 90 days before the event, or after it; keep the _fbc cookie for 90 days.',
};

const unknownKey =
  'is none that visitor takes; the type Visitor lists them: fbp, fbc, clientIpAddress, clientUserAgent, eventSourceUrl, referrerUrl, consent.';
