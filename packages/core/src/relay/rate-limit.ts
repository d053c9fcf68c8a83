import { consentFromCookies } from '../consent/consent-cookie.ts';
import { cookieValues } from '../cookies/cookie-header.ts';
import { isFbp } from '../visitor/click-id.ts';
import { clientIpFromHeaders } from '../visitor/client-ip.ts';
import { connectionOf } from '../visitor/peer-address.ts';

/** Limits how often each visitor posts, in the memory of this process. */
export interface RelayCap {
  /** Counts this request. Returns whether its sender is within the limit. */
  take(request: Request): boolean;
}

/**
 * Allows `perMinute` posts of each visitor in a window of one minute, and ten times as many of all
 * visitors together whose address is unknown: a client can change everything but its address.
 */
export function createRelayCap(perMinute: number, hops: number): RelayCap {
  const visitors = new Map<string, Window>();
  // A separate map, so that no number of forged visitors can push these entries out.
  const shared = new Map<string, Window>();

  function takeOne(windows: Map<string, Window>, key: string, limit: number): boolean {
    // Not Date.now(): after the clock is set back, a visitor would stay blocked.
    const now = performance.now();
    const open = windows.get(key);
    if (open !== undefined && now - open.since < minuteMs) {
      open.taken += 1;
      return open.taken <= limit;
    }
    // Deleted first, so that the map is ordered by the age of the windows.
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
      // For these visitors nothing else is read and nothing is sent, so they share one limit.
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

/** Enough for a shop whose route gets no address; as much as an attacker with ten addresses gets. */
const visitorsWithoutAddress = 10;
const minuteMs = 60_000;
/** About 2 MB, however many addresses an attacker has. */
const maxVisitors = 10_000;

// One household or server has a whole /64: 18 quintillion addresses.
// https://www.rfc-editor.org/rfc/rfc6177
function networkOf(address: string): string {
  const [first, last] = address.split('::') as [string, string?];
  const groups = first.split(':');
  if (last !== undefined) {
    const rest = last.split(':');
    while (groups.length + rest.length < 8) groups.push('0');
    groups.push(...rest);
  }
  return groups.slice(0, 4).join(':');
}

function dropOldest(windows: Map<string, unknown>): void {
  for (const oldest of windows.keys()) {
    windows.delete(oldest);
    break;
  }
}
