import type { Conversion, PageEvent } from './events.ts';

/** The newest events, and the conversions they make up. */
export interface Conversions {
  /** New events, or earlier ones whose verdict changed. */
  take(events: readonly PageEvent[]): void;
  clear(): void;
  /** In order of arrival. */
  events(): readonly PageEvent[];
  /** Newest first. */
  list(): readonly Conversion[];
}

/**
 * Keeps so many events. What arrives touches its own conversion only: to put twenty thousand events
 * in order anew at each arrival takes longer than a frame.
 */
export function createConversions(keep: number): Conversions {
  const events = new Map<number, PageEvent>();
  const groups = new Map<number, Map<number, PageEvent>>();
  /** The last one to change is the last one here. */
  const conversions = new Map<number, Conversion>();
  const changed = new Set<number>();

  const leave = (event: PageEvent): void => {
    const root = rootOf(event);
    const group = groups.get(root);
    group?.delete(event.number);
    if (group?.size === 0) groups.delete(root);
    changed.add(root);
  };
  const join = (event: PageEvent): void => {
    const root = rootOf(event);
    const group = groups.get(root);
    if (group) group.set(event.number, event);
    else groups.set(root, new Map([[event.number, event]]));
    // Once more at the end, so that the order is that of the newest copies.
    changed.delete(root);
    changed.add(root);
    conversions.delete(root);
  };

  return {
    take(arrived) {
      for (const event of arrived) {
        const before = events.get(event.number);
        if (before) leave(before);
        events.set(event.number, event);
        join(event);
      }
      for (const oldest of events.values()) {
        if (events.size <= keep) break;
        events.delete(oldest.number);
        leave(oldest);
      }
    },
    clear() {
      for (const map of [events, groups, conversions, changed]) map.clear();
    },
    events: () => [...events.values()],
    list() {
      for (const root of changed) {
        const group = groups.get(root);
        if (group) conversions.set(root, conversionOf([...group.values()]));
        else conversions.delete(root);
      }
      changed.clear();
      return [...conversions.values()].toReversed();
    },
  };
}

/** Copies of one conversion name the one that counts. */
function rootOf({ duplicateOf, number }: PageEvent): number {
  return duplicateOf ?? number;
}

function conversionOf(group: PageEvent[]): Conversion {
  const events = group.toSorted((one, other) => one.number - other.number);
  const lead = (events.find(({ verdict }) => verdict !== 'duplicate') ?? events[0]) as PageEvent;
  const { eventName, eventId, pixelId } = lead;
  const rules = new Set(events.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  const text = [eventName, eventId, pixelId, lead.playedFault, ...rules].join(' ').toLowerCase();
  return { events, lead, kind: kindOf(events, lead), text };
}

function kindOf(events: readonly PageEvent[], lead: PageEvent): Conversion['kind'] {
  if (lead.verdict === 'refused') return 'refused';
  if (new Set(events.map(({ source }) => source)).size > 1) return 'pair';
  return events.length > 1 ? 'duplicates' : 'single';
}
