// The first segment of a TC string, without its lists of vendors: the decoder expands each range of
// vendor ids, so a cookie of 16 kB takes it more than six seconds (measured). Meta is on none of them.
// https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework/blob/master/TCFv2/IAB%20Tech%20Lab%20-%20Consent%20string%20and%20vendor%20list%20formats%20v2.md

/** Bits before the lists of vendors. */
const headBits = 213;

/** Does the segment hold everything that its lengths announce? Linear in its length. */
export function isComplete(core: string): boolean {
  if (!/^[\w-]+$/.test(core)) return false;
  let at = afterVendors(core, afterVendors(core, headBits));
  const restrictions = numberAt(core, at, 12);
  at += 12;
  for (let count = 0; count < restrictions; count += 1) at = afterRanges(core, at + 8);
  return at <= core.length * 6;
}

/** The segment with the same head and with empty lists. */
export function withoutVendors(core: string): string {
  const boundary = letters.charAt(letters.indexOf(core.charAt(35)) & 0b111000);
  return `${core.slice(0, 35)}${boundary}${'A'.repeat(8)}`;
}

/** The highest id, and one bit for each vendor or a list of ranges. */
function afterVendors(core: string, at: number): number {
  const isRanges = numberAt(core, at + 16, 1) === 1;
  return isRanges ? afterRanges(core, at + 17) : at + 17 + numberAt(core, at, 16);
}

/** The number of entries, each one id or two. */
function afterRanges(core: string, start: number): number {
  let at = start + 12;
  for (let entries = numberAt(core, start, 12); entries > 0; entries -= 1) {
    at += numberAt(core, at, 1) === 1 ? 33 : 17;
  }
  return at;
}

/** The number in these bits; 0 for those behind the end. */
export function numberAt(core: string, at: number, length: number): number {
  let value = 0;
  for (let bit = at; bit < at + length; bit += 1) {
    const digit = Math.max(letters.indexOf(core.charAt(Math.floor(bit / 6))), 0);
    value = value * 2 + ((digit >> (5 - (bit % 6))) & 1);
  }
  return value;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
