import { isFbp } from './click-id.ts';
import { clientIpFromHeaders } from './client-ip.ts';
import { consentFromCookies } from './consent-cookie.ts';
import { cookieValues } from './cookie-header.ts';
import { connectionOf } from './peer-address.ts';

/** Counts what each visitor posts, in this process's memory. */
export interface RelayCap {
  /** May the sender of this request post once more now? */
  take(request: Request): boolean;
}

/** At most `perMinute` posts of each visitor in any one minute's window. */
export function createRelayCap(perMinute: number, hops: number): RelayCap {
  const windows = new Map<string, { since: number; taken: number }>();
  return {
    take(request) {
      const key = keyOf(request, hops);
      if (key === undefined) return true;
      // Not Date.now(): a clock that is set back would keep a visitor out.
      const now = performance.now();
      const open = windows.get(key);
      if (open !== undefined && now - open.since < minuteMs) {
        open.taken += 1;
        return open.taken <= perMinute;
      }
      // Deleted first, so that the map's order is that of the windows' age.
      windows.delete(key);
      windows.set(key, { since: now, taken: 1 });
      if (windows.size > maxVisitors) dropOldest(windows);
      return perMinute >= 1;
    },
  };
}

const minuteMs = 60_000;
/** Some 2 MB at most, however many addresses a forger has. */
const maxVisitors = 10_000;

/** `undefined`: without an address, nothing of a visitor who denied is read, not even to count. */
function keyOf(request: Request, hops: number): string | undefined {
  const { headers } = request;
  const address = clientIpFromHeaders(headers, hops) ?? connectionOf(request);
  if (address !== undefined) return networkOf(address);
  const cookies = headers.get('cookie') ?? '';
  if (consentFromCookies(cookies) === 'denied') return undefined;
  return cookieValues(cookies, '_fbp').find(isFbp) ?? headers.get('user-agent') ?? '';
}

// One household or server has a whole /64, 18 quintillion addresses.
// https://www.rfc-editor.org/rfc/rfc6177
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length;
  return [...groups, ...Array<string>(Math.max(0, zeros)).fill('0')].slice(0, 4).join(':');
}

function dropOldest(windows: Map<string, unknown>): void {
  for (const oldest of windows.keys()) {
    windows.delete(oldest);
    break;
  }
}
