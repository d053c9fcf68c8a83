import { isObject } from '../judge/json.ts';

/** What the sandbox can simulate between a client and the Graph API. */
export type FaultKind =
  | 'latency'
  | 'timeout'
  | 'server_error'
  | 'rate_limited'
  | 'throttled'
  | 'transient'
  | 'token_expired'
  | 'truncated_body';

/** A fault that the next requests for events get. */
export interface Fault {
  /**
   * `latency` delays the response, `timeout` never responds, `truncated_body` accepts the events and
   * cuts off the response; the others refuse the request.
   */
  readonly kind: FaultKind;
  /** How many requests get it, 1 to 1000. @default 1 */
  readonly times?: number | undefined;
  /** Of `latency`: milliseconds, at most 60000. @default 2000 */
  readonly delayMs?: number | undefined;
  /** Of `rate_limited`: seconds, at most 3600. @default 1 */
  readonly retryAfterSeconds?: number | undefined;
  /** Of `throttled`: one of Meta's throttle codes. @default 4 */
  readonly code?: number | undefined;
}

/** Simulated faults, in the order in which they were requested. */
export interface Faults {
  /** The faults that no request has got yet. */
  readonly waiting: readonly Fault[];
  /** @throws TypeError that names the invalid field */
  simulate(fault: Fault): void;
  clear(): void;
}

/** A fault with its defaults filled in. */
export type SettledFault = { readonly [Key in keyof Fault]-?: NonNullable<Fault[Key]> };

export interface FaultQueue extends Faults {
  next(): SettledFault | undefined;
}

export function createFaults(onChange: () => void): FaultQueue {
  let waiting: readonly SettledFault[] = [];
  const change = (to: typeof waiting): void => {
    waiting = to;
    onChange();
  };
  return {
    get waiting() {
      return waiting;
    },
    simulate: (fault) => change([...waiting, readFault(fault)]),
    clear: () => change([]),
    next() {
      const [first, ...rest] = waiting;
      if (first) change(first.times > 1 ? [{ ...first, times: first.times - 1 }, ...rest] : rest);
      return first;
    },
  };
}

const kinds: ReadonlySet<unknown> = new Set<FaultKind>([
  'latency',
  'timeout',
  'server_error',
  'rate_limited',
  'throttled',
  'transient',
  'token_expired',
  'truncated_body',
]);

// https://developers.facebook.com/docs/graph-api/overview/rate-limiting
const throttleCodes: readonly unknown[] = [4, 17, 32, 341, 613, 80000, 80004, 80008];

function readFault(given: unknown): SettledFault {
  if (!isObject(given) || !isKind(given['kind'])) {
    throw new TypeError(`kind must be one of ${[...kinds].join(', ')}.`);
  }
  const { kind, code = 4 } = given;
  if (typeof code !== 'number' || !throttleCodes.includes(code)) {
    throw new TypeError(`code must be one of ${throttleCodes.join(', ')}.`);
  }
  return {
    kind,
    code,
    times: wholeNumber('times', given['times'] ?? 1, 1, 1000),
    delayMs: wholeNumber('delayMs', given['delayMs'] ?? 2000, 0, 60_000),
    retryAfterSeconds: wholeNumber('retryAfterSeconds', given['retryAfterSeconds'] ?? 1, 0, 3600),
  };
}

function isKind(value: unknown): value is FaultKind {
  return kinds.has(value);
}

function wholeNumber(field: string, value: unknown, least: number, most: number): number {
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) {
    return Number(value);
  }
  throw new TypeError(`${field} must be a whole number from ${least} to ${most}.`);
}
