import { parseFbc } from './click-id.ts';
import { cookieValues } from './cookie-header.ts';

/** The `_fbc` of the latest click: cookies of several domains or paths may meet. */
export function latestFbc(cookies: string): string | undefined {
  // Not toSorted, which Safari 15 lacks: pages run this too.
  return cookieValues(cookies, '_fbc').sort((one, other) => timeOf(other) - timeOf(one))[0];
}

function timeOf(fbc: string): number {
  return parseFbc(fbc)?.creationTimeMs ?? 0;
}
