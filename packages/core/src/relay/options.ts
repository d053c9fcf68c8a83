import type { UserData } from '../event/capi-event.ts';
import { isRecord } from '../input/is-record.ts';
import { consoleReporter, type Reporter } from '../report/reporter.ts';
import type { VisitorFromRequestOptions } from '../visitor/from-request.ts';
import { isHops, trustProxyMessage } from '../visitor/trust-proxy.ts';
import { isOrigin } from './origin.ts';

export interface RelayHandlerOptions extends VisitorFromRequestOptions {
  /** The event names that a page may send; others are refused. Case-sensitive. */
  allow: readonly string[];
  /** The origins of your pages, such as `https://shop.example`; posts from others are refused. */
  origins: readonly string[];
  /**
   * Identifies the visitor by your own session: the only source of `userData`. If it takes more than
   * 2000 ms or throws, the event is sent without `userData`.
   */
  identify?:
    | ((request: Request) => UserData | undefined | Promise<UserData | undefined>)
    | undefined;
  /**
   * Send the amounts that the page posts. Anyone can post any amount, and Meta optimises for it.
   * @default false: `value`, `predicted_ltv`, `net_revenue`, `price` and `item_price` are removed,
   * also from `contents`
   */
  trustValue?: boolean | undefined;
  /**
   * Posts of one visitor per minute, refused ones included. A visitor is the address of the
   * connection, or with `trustProxy` the forwarded address: without `trustProxy`, all visitors behind
   * a proxy share this limit. If the route gets no address, each `_fbp` or user agent has this limit,
   * all visitors together have ten times as much, and all who denied consent share it once.
   * @default 30
   */
  perMinute?: number | undefined;
  /**
   * Receives a report of every accepted event; of refused posts one per minute and kind, with a total.
   * @default consoleReporter
   */
  reporter?: Reporter | undefined;
}

/** The options with their defaults. */
export interface RelaySettings {
  readonly allow: ReadonlySet<unknown>;
  readonly origins: readonly string[];
  readonly identify: RelayHandlerOptions['identify'];
  readonly trustValue: boolean;
  readonly perMinute: number;
  readonly reporter: Reporter;
  /** For the visitor of each post; `trustProxy` is 0 if it is missing or invalid. */
  readonly visitor: VisitorFromRequestOptions & { readonly trustProxy: number };
  readonly isTrustProxyMissing: boolean;
  /** What is wrong with the options, each with its fix. */
  readonly problems: readonly string[];
}

/** Reads the options, which may be anything: this runs when a module is loaded, and must not throw. */
export function readRelayOptions(given: RelayHandlerOptions): RelaySettings {
  const options: Partial<RelayHandlerOptions> = isRecord(given) ? given : {};
  const { identify, perMinute = 30, trustValue = false, reporter = consoleReporter } = options;
  const allow = listOf(options.allow);
  const origins = [...new Set(listOf(options.origins))];
  const trustProxy = options.trustProxy ?? 0;
  const problems: string[] = [];
  if (allow.length === 0) {
    problems.push('allow: name the events that a page may send, such as Lead.');
  }
  if (origins.length === 0) {
    const problem = options.origins == null ? 'is missing' : 'must be a list with an entry';
    problems.push(
      `origins: ${problem}: name the pages that may post, such as ["https://shop.example"].`,
    );
  } else if (!origins.every(isOrigin)) {
    problems.push('origins: write each as scheme and host alone, such as https://shop.example.');
  }
  if (!isHops(trustProxy)) problems.push(trustProxyMessage);
  return {
    allow: new Set(allow),
    origins,
    identify,
    trustValue,
    perMinute,
    reporter,
    visitor: { ...options, trustProxy: isHops(trustProxy) ? trustProxy : 0 },
    isTrustProxyMissing: options.trustProxy === undefined,
    problems,
  };
}

/** A string is not a list, although it is iterable; a Set is one. */
function listOf(given: unknown): readonly string[] {
  return isRecord(given) || Array.isArray(given) ? Array.from(given as Iterable<string>) : [];
}
