import { conversionOf } from './conversions.ts';
import type { Conversion } from './events.ts';

/** Joins the two conversions of each near miss, in the place of the newer one. */
export function joinBrokenPairs(conversions: readonly Conversion[]): readonly Conversion[] {
  const halves = new Map<number, Conversion>();
  for (const one of conversions) {
    if (one.lead.nearMissOf !== undefined) halves.set(one.lead.number, one);
  }
  if (halves.size === 0) return conversions;
  const joined = new Set<Conversion>();
  return conversions.flatMap((one) => {
    if (joined.has(one)) return [];
    const other = halves.get(one.lead.nearMissOf ?? 0);
    if (!other) return [one];
    joined.add(other);
    return [conversionOf([...one.events, ...other.events])];
  });
}
