import type { Visitor } from './event.ts';

/** Counts what each visitor sends, in this process's memory. */
export interface RelayCap {
  /** May this visitor send one more now? */
  take(visitor: Visitor): boolean;
}

/** At most `perMinute` of each visitor in any one minute's window. */
export function createRelayCap(perMinute: number): RelayCap {
  const windows = new Map<string, { since: number; taken: number }>();
  return {
    take(visitor) {
      const now = Date.now();
      const key = keyOf(visitor);
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

function keyOf({ clientIpAddress, fbp, clientUserAgent }: Visitor): string {
  if (typeof clientIpAddress === 'string') return networkOf(clientIpAddress);
  return fbp ?? clientUserAgent ?? '';
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
