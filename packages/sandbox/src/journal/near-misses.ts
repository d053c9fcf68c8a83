import { FREQUENT_EVENTS, identifiersOf } from './person.ts';
import type { ReceivedEvent } from './received.ts';

/**
 * Looks for conversions whose two halves have different ids: one browser event and one server event
 * of one pixel, name and person within ten minutes, neither of which has its other half. Never by
 * value: two buyers may pay the same price.
 */
export interface NearMisses {
  /** A counted event. Returns the pairs that are near misses from now on. */
  add(event: ReceivedEvent): readonly NearMiss[];
  /**
   * The event's other half arrived. Returns the near miss that this ends, and the pairs that are near misses
   * from now on.
   */
  complete(number: number): { readonly ended?: NearMiss; readonly found: readonly NearMiss[] };
  /** The event is no longer in memory. */
  forget(number: number): void;
  clear(): void;
}

export interface NearMiss {
  readonly browser: Half;
  readonly server: Half;
}

/** A counted event without its other half. */
interface Half {
  readonly number: number;
  readonly id: string;
  readonly source: ReceivedEvent['source'];
  readonly receivedAt: number;
  /** Each consists of pixel, event name and one identifier of the person. */
  readonly keys: readonly string[];
}

const WINDOW_MS = 10 * 60 * 1000;
/** More unpaired halves of one person than this are a load test. */
const MAX_HALVES = 50;

export function createNearMisses(): NearMisses {
  const halves = createHalves();
  const misses = new Map<number, NearMiss>();

  return {
    add(event) {
      const half = halfOf(event);
      if (!half) return [];
      halves.add(half);
      return matchAll([half], halves, misses);
    },
    complete(number) {
      const half = halves.get(number);
      if (!half) return { found: [] };
      const ended = misses.get(number);
      const freed = ended && (ended.browser === half ? ended.server : ended.browser);
      misses.delete(number);
      if (freed) misses.delete(freed.number);
      const neighbours = halves.neighboursOf(half);
      halves.remove(half);
      return {
        ...(ended && { ended }),
        found: matchAll([...(freed ? [freed] : []), ...neighbours], halves, misses),
      };
    },
    forget(number) {
      const half = halves.get(number);
      if (half) halves.remove(half);
      misses.delete(number);
    },
    clear() {
      for (const part of [halves, misses]) part.clear();
    },
  };
}

/** Finds the near misses of these halves, and adds them. */
function matchAll(
  candidates: readonly Half[],
  halves: Halves,
  misses: Map<number, NearMiss>,
): readonly NearMiss[] {
  return candidates.flatMap((half) => {
    const miss = matchOf(half, halves, misses);
    if (!miss) return [];
    misses.set(miss.browser.number, miss);
    misses.set(miss.server.number, miss);
    return [miss];
  });
}

/** The near miss of this half, if exactly one id of the other source can belong to it. */
function matchOf(
  half: Half,
  halves: Halves,
  misses: ReadonlyMap<number, NearMiss>,
): NearMiss | undefined {
  if (misses.has(half.number) || !halves.get(half.number)) return undefined;
  const openNeighboursOf = (one: Half): readonly Half[] =>
    halves.neighboursOf(one).filter(({ number }) => !misses.has(number));
  const others = openNeighboursOf(half).filter(
    ({ source, id }) => source !== half.source && id !== half.id,
  );
  const [other] = others;
  if (other === undefined || others.some(({ id }) => id !== other.id)) return undefined;
  // With two orders of one buyer, it is unknown which halves belong together.
  const rivals = [...openNeighboursOf(half), ...openNeighboursOf(other)].filter(
    ({ source, id }) => source === half.source && id !== half.id,
  );
  if (rivals.length > 0) return undefined;
  return half.source === 'browser'
    ? { browser: half, server: other }
    : { browser: other, server: half };
}

/** The unpaired halves, by number and by the identifiers of the person. */
interface Halves {
  get(number: number): Half | undefined;
  add(half: Half): void;
  remove(half: Half): void;
  /** Other halves of the same person within the time window. */
  neighboursOf(half: Half): readonly Half[];
  clear(): void;
}

function createHalves(): Halves {
  const byNumber = new Map<number, Half>();
  const byKey = new Map<string, Half[]>();
  return {
    get: (number) => byNumber.get(number),
    add(half) {
      byNumber.set(half.number, half);
      for (const key of half.keys) {
        const recent = [...(byKey.get(key) ?? []), half].filter(
          ({ receivedAt }) => Math.abs(half.receivedAt - receivedAt) <= WINDOW_MS,
        );
        byKey.set(key, recent.slice(-MAX_HALVES));
      }
    },
    remove(half) {
      byNumber.delete(half.number);
      for (const key of half.keys) {
        const rest = (byKey.get(key) ?? []).filter((one) => one !== half);
        if (rest.length > 0) byKey.set(key, rest);
        else byKey.delete(key);
      }
    },
    neighboursOf(half) {
      const all = new Set(half.keys.flatMap((key) => byKey.get(key) ?? []));
      return [...all].filter(
        (other) => other !== half && Math.abs(other.receivedAt - half.receivedAt) <= WINDOW_MS,
      );
    },
    clear() {
      byNumber.clear();
      byKey.clear();
    },
  };
}

function halfOf(event: ReceivedEvent): Half | undefined {
  const { number, eventId: id, eventName, pixelId, source, receivedAt } = event;
  if (id === undefined || eventName === undefined || FREQUENT_EVENTS.has(eventName)) {
    return undefined;
  }
  const keys = identifiersOf(event, ['fbp', 'external_id']).map((identifier) =>
    JSON.stringify([pixelId, eventName, identifier]),
  );
  return keys.length > 0 ? { number, id, source, receivedAt, keys } : undefined;
}
