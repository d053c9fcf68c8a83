import { warnOnce } from '../report/warn-once.ts';

/** The number of proxies to trust; any other value is reported once and counts as 0. */
export function hopsOf(trustProxy: unknown): number {
  if (trustProxy === undefined || trustProxy === null) return 0;
  if (isHops(trustProxy)) return trustProxy;
  warnOnce(trustProxyMessage);
  return 0;
}

export function isHops(trustProxy: unknown): trustProxy is number {
  return Number.isSafeInteger(trustProxy) && (trustProxy as number) >= 0;
}

export const trustProxyMessage =
  'trustProxy must be the number of your proxies: a whole number of 0 or more, not text, true or a list. No forwarding header is trusted until this is fixed.';
