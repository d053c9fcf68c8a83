import type { Conversion, ConversionKind, PageEvent } from './events.ts';

/** The newest events, and the conversions they belong to. */
export interface Conversions {
  /** New events, or earlier ones that changed. */
  take(events: readonly PageEvent[]): void;
  /** The sandbox has no event older than this number in memory. */
  forgetBefore(number: number): void;
  clear(): void;
  /** In order of arrival. */
  events(): readonly PageEvent[];
  /** Newest first. */
  list(): readonly Conversion[];
}

/**
 * Keeps up to this many events. A new event updates only its own conversion, because sorting twenty
 * thousand events again at each arrival takes longer than a frame.
 */
// oxlint-disable-next-line max-lines-per-function -- one closed object: short methods that share this state
export function createConversions(keep: number): Conversions {
  const events = new Map<number, PageEvent>();
  const groups = new Map<number, Map<number, PageEvent>>();
  /** In order of their newest copies. */
  const conversions = new Map<number, Conversion>();
  const changed = new Set<number>();

  const leave = ({ conversion, number }: PageEvent): void => {
    const group = groups.get(conversion);
    group?.delete(number);
    if (group?.size === 0) groups.delete(conversion);
    changed.add(conversion);
  };
  const join = (event: PageEvent): void => {
    const { conversion, number } = event;
    const group = groups.get(conversion);
    if (group) group.set(number, event);
    else groups.set(conversion, new Map([[number, event]]));
    // Moved to the end, so that the order is that of the newest copies.
    changed.delete(conversion);
    changed.add(conversion);
    conversions.delete(conversion);
  };

  // An earlier event that is marked is not a new copy, so its conversion stays in its place.
  const update = (event: PageEvent): void => {
    groups.get(event.conversion)?.set(event.number, event);
    changed.add(event.conversion);
  };

  const forget = (event: PageEvent): void => {
    events.delete(event.number);
    leave(event);
  };

  return {
    take(arrived) {
      for (const event of arrived) {
        const before = events.get(event.number);
        events.set(event.number, event);
        if (before?.conversion === event.conversion) update(event);
        else {
          if (before) leave(before);
          join(event);
        }
      }
      for (const oldest of events.values()) {
        if (events.size <= keep) break;
        forget(oldest);
      }
    },
    forgetBefore(number) {
      for (const oldest of events.values()) {
        if (oldest.number >= number) break;
        forget(oldest);
      }
    },
    clear() {
      for (const map of [events, groups, conversions, changed]) map.clear();
    },
    events: () => [...events.values()],
    list() {
      for (const conversion of changed) {
        const group = groups.get(conversion);
        if (group) conversions.set(conversion, conversionOf([...group.values()]));
        else conversions.delete(conversion);
      }
      changed.clear();
      return [...conversions.values()].toReversed();
    },
  };
}

/** The conversion of these events, which are all of its copies and attempts. */
export function conversionOf(group: readonly PageEvent[]): Conversion {
  const events = group.toSorted((one, other) => one.number - other.number);
  const accepted = events.filter(({ verdict }) => verdict !== 'refused');
  const lead = (accepted.find(({ verdict }) => verdict === 'counted') ??
    accepted[0] ??
    events.at(-1)) as PageEvent;
  const ids = new Set(events.map(({ eventId }) => eventId));
  const findings = events.flatMap((event) => event.findings);
  const leaks = findings.filter(({ severity }) => severity === 'leak').length;
  const rules = new Set(findings.flatMap(({ rule, severity }) => [rule, severity]));
  const faults = [...new Set(events.flatMap(({ simulatedFault }) => simulatedFault ?? []))];
  const text = [lead.eventName, ...ids, lead.pixelId, ...faults, ...rules].join(' ').toLowerCase();
  const kind = kindOf(accepted);
  const copies = Math.max(...['browser', 'server'].map((side) => countOf(accepted, side)));
  return { events, lead, faults, kind, copies, leaks, findings: findings.length - leaks, text };
}

/** A refused attempt is not a copy. */
function kindOf(accepted: readonly PageEvent[]): ConversionKind {
  const [first] = accepted;
  if (first === undefined) return 'refused';
  if (new Set(accepted.map(({ conversion }) => conversion)).size > 1) return 'broken';
  return new Set(accepted.map(({ source }) => source)).size > 1 ? 'pair' : first.source;
}

function countOf(events: readonly PageEvent[], side: string): number {
  return events.filter(({ source }) => source === side).length;
}
