import type { Conversion, PageEvent } from './events.ts';

/** Gives each of two conversions that may be one the other's event. */
export function addPossibleDuplicates(conversions: readonly Conversion[]): readonly Conversion[] {
  const later = conversions.flatMap(({ events }) =>
    events.filter(({ possibleDuplicateOf }) => possibleDuplicateOf !== undefined),
  );
  if (later.length === 0) return conversions;
  const numbers = new Set(
    later.flatMap(({ number, possibleDuplicateOf }) => [number, possibleDuplicateOf]),
  );
  const byNumber = new Map<number, readonly [Conversion, PageEvent]>();
  for (const one of conversions) {
    for (const event of one.events) {
      if (numbers.has(event.number)) byNumber.set(event.number, [one, event]);
    }
  }
  const others = new Map<Conversion, PageEvent>();
  for (const { number, possibleDuplicateOf = 0 } of later) {
    const [one, event] = byNumber.get(number) ?? [];
    // Absent when it is no longer in memory.
    const [other, earlier] = byNumber.get(possibleDuplicateOf) ?? [];
    if (!one || !event || !other || !earlier) continue;
    others.set(one, earlier);
    if (!others.has(other)) others.set(other, event);
  }
  return conversions.map((one) => {
    const possibleDuplicate = others.get(one);
    return possibleDuplicate ? { ...one, possibleDuplicate } : one;
  });
}
