import { consentFromCookies } from '../consent/consent-cookie.ts';
import { cookieValues } from '../cookies/cookie-header.ts';
import { isFbp } from '../visitor/click-id.ts';
import { clientIpFromHeaders } from '../visitor/client-ip.ts';
import { connectionOf } from '../visitor/peer-address.ts';

/** Counts what each visitor posts, in this process's memory. */
export interface RelayCap {
  /** May the sender of this request post once more now? */
  take(request: Request): boolean;
}

/**
 * At most `perMinute` posts of each visitor in any one minute's window, and ten times as many of all
 * visitors together whose address is not known: a client can change everything else.
 */
export function createRelayCap(perMinute: number, hops: number): RelayCap {
  const visitors = new Map<string, Window>();
  // Apart from those, so that no number of forged visitors makes room by dropping these.
  const shared = new Map<string, Window>();

  function takeOne(windows: Map<string, Window>, key: string, limit: number): boolean {
    // Not Date.now(): a clock that is set back would keep a visitor out.
    const now = performance.now();
    const open = windows.get(key);
    if (open !== undefined && now - open.since < minuteMs) {
      open.taken += 1;
      return open.taken <= limit;
    }
    // Deleted first, so that the map's order is that of the windows' age.
    windows.delete(key);
    windows.set(key, { since: now, taken: 1 });
    if (windows.size > maxVisitors) dropOldest(windows);
    return limit >= 1;
  }

  return {
    take(request) {
      const { headers } = request;
      const address = clientIpFromHeaders(headers, hops) ?? connectionOf(request);
      if (address !== undefined) return takeOne(visitors, networkOf(address), perMinute);
      const cookies = headers.get('cookie') ?? '';
      // Nothing else of these visitors is read. Nothing of them is sent, so they share one limit.
      if (consentFromCookies(cookies) === 'denied') return takeOne(shared, 'denied', perMinute);
      const visitor = cookieValues(cookies, '_fbp').find(isFbp) ?? agentOf(headers);
      return (
        takeOne(visitors, `visitor ${visitor}`, perMinute) &&
        takeOne(shared, 'all', perMinute * visitorsWithoutAddress)
      );
    },
  };
}

interface Window {
  since: number;
  taken: number;
}

function agentOf(headers: Headers): string {
  return (headers.get('user-agent') ?? '').slice(0, 200);
}

/** Enough for a shop whose route gets no address; an attacker gets no more than ten addresses would. */
const visitorsWithoutAddress = 10;
const minuteMs = 60_000;
/** Some 2 MB at most, however many addresses a forger has. */
const maxVisitors = 10_000;

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
