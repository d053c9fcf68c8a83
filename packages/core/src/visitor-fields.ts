import { isExpired, isFbp, parseFbc } from './click-id.ts';
import { publicIp } from './client-ip.ts';
import type { Visitor } from './event.ts';
import { pageUrl } from './page-url.ts';
import type { Trace } from './trace.ts';
import { validUserAgent } from './user-agent.ts';

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
  if (visitor === undefined || visitor === null) return sendable;
  if (typeof visitor !== 'object') {
    trace.warn({ code: 'invalid_visitor', path: 'visitor', message: notAnObject });
    return sendable;
  }
  for (const { key, wireName, check, sentAs } of fields) {
    const path = `visitor.${key}`;
    const value = read(visitor, key);
    if (value === undefined || value === null || value === '') continue;
    const checked = isHash(value) ? hashed : check(value, eventTime * 1000);
    if ('value' in checked) {
      sendable[wireName] = checked.value;
      trace.explain?.({ path, action: 'kept', because: `${sentAs}, sent as ${wireName}` });
    } else {
      const message = `${path} is not sent: ${checked.because}`;
      trace.warn({ code: checked.code, path, message });
      trace.explain?.({ path, action: 'dropped', because: checked.because });
    }
  }
  return sendable;
}

type Checked = { value: string } | Refusal;

interface Refusal {
  code: string;
  because: string;
}

interface Field {
  key: Exclude<keyof Visitor, 'consent'>;
  wireName: keyof SendableVisitor;
  check: (value: unknown, eventTimeMs: number) => Checked;
  sentAs: string;
}

const url: Pick<Field, 'check' | 'sentAs'> = {
  check: (value) =>
    orRefuse(pageUrl(value), {
      code: 'invalid_url',
      because:
        'it is not an http or https address of at most 2,048 characters; give the address that the browser shows.',
    }),
  sentAs: 'host, path, fbclid and utm parameters',
};

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
const fields: readonly Field[] = [
  {
    key: 'fbp',
    wireName: 'fbp',
    check: (value) =>
      orRefuse(isFbp(value) ? value : undefined, {
        code: 'invalid_fbp',
        because:
          'it is not the value of a _fbp cookie (fb.1.<milliseconds>.<number>); pass the cookie on unchanged, or nothing.',
      }),
    sentAs: 'unchanged',
  },
  { key: 'fbc', wireName: 'fbc', check: checkFbc, sentAs: 'unchanged' },
  {
    key: 'clientIpAddress',
    wireName: 'client_ip_address',
    check: (value) =>
      orRefuse(publicIp(value), {
        code: 'invalid_client_ip_address',
        because:
          "it is not a public IPv4 or IPv6 address; give the visitor's own address, never a server's, a private or an example one.",
      }),
    sentAs: 'not hashed',
  },
  {
    key: 'clientUserAgent',
    wireName: 'client_user_agent',
    check: (value) =>
      orRefuse(validUserAgent(value), {
        code: 'invalid_client_user_agent',
        because:
          "it is not text of at most 1,024 characters without control characters; give the visitor's own User-Agent header.",
      }),
    sentAs: 'unchanged',
  },
  { key: 'eventSourceUrl', wireName: 'event_source_url', ...url },
  { key: 'referrerUrl', wireName: 'referrer_url', ...url },
];

function checkFbc(value: unknown, eventTimeMs: number): Checked {
  const fbc = parseFbc(value);
  if (fbc === undefined || typeof value !== 'string') {
    return {
      code: 'invalid_fbc',
      because:
        'it is not the value of a _fbc cookie (fb.1.<milliseconds>.<fbclid>); pass the cookie on unchanged, or nothing.',
    };
  }
  return isExpired(fbc, eventTimeMs)
    ? {
        code: 'expired_fbc',
        because:
          'its click is more than 90 days before the event, or after it; keep the _fbc cookie for 90 days.',
      }
    : { value };
}

const hashed: Refusal = {
  code: 'hashed_value',
  because: 'it is a hash, and Meta wants this value as it is; pass it unhashed.',
};

function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^[\da-f]{64}$/i.test(value.trim());
}

function orRefuse(value: string | undefined, refusal: Refusal): Checked {
  return value === undefined ? refusal : { value };
}

const notAnObject =
  'visitor is not an object; give what visitorFromRequest or unpackVisitor returns.';

// A getter or a Proxy may throw; that is a value of the wrong kind, not a reason to fail.
function read(visitor: object, key: keyof Visitor): unknown {
  try {
    return Reflect.get(visitor, key);
  } catch {
    return Symbol('unreadable');
  }
}
