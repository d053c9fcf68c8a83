import { isEmpty, objectOrEmpty } from '../judge/json.ts';
import type { PageEvent } from './events.ts';

interface MatchKey {
  readonly key: string;
  readonly name: string;
  readonly priority: 'high priority' | 'medium priority' | 'low priority' | 'not ranked by Meta';
}

/** In Meta's order of priority; keys that are not in its table come last. */
// https://www.facebook.com/business/help/765081237991954
export const matchKeys: readonly MatchKey[] = [
  { key: 'em', name: 'e-mail', priority: 'high priority' },
  { key: 'fbc', name: 'click ID', priority: 'high priority' },
  { key: 'fb_login_id', name: 'Facebook login ID', priority: 'medium priority' },
  { key: 'db', name: 'birthdate', priority: 'medium priority' },
  { key: 'country', name: 'country', priority: 'medium priority' },
  { key: 'ph', name: 'phone', priority: 'medium priority' },
  { key: 'external_id', name: 'external ID', priority: 'medium priority' },
  { key: 'fbp', name: 'browser ID', priority: 'medium priority' },
  { key: 'lead_id', name: 'lead ID', priority: 'low priority' },
  { key: 'fn', name: 'first name', priority: 'low priority' },
  { key: 'ln', name: 'last name', priority: 'low priority' },
  { key: 'ct', name: 'city', priority: 'low priority' },
  { key: 'zp', name: 'zip', priority: 'low priority' },
  { key: 'st', name: 'state', priority: 'not ranked by Meta' },
  { key: 'ge', name: 'gender', priority: 'not ranked by Meta' },
  { key: 'client_ip_address', name: 'IP address', priority: 'not ranked by Meta' },
  { key: 'client_user_agent', name: 'user agent', priority: 'not ranked by Meta' },
];

export function has({ event }: PageEvent, key: string): boolean {
  return !isEmpty(objectOrEmpty(event['user_data'])[key]);
}

/** One event name: its number of events, and how many of them had each key. */
export interface Coverage {
  readonly eventName: string;
  readonly events: number;
  /** Aligned with {@link matchKeys}. */
  readonly having: readonly number[];
}

/** The most frequent name first. Server events only: for browser events, Meta's library adds the keys. */
export function coverageOf(events: readonly PageEvent[]): readonly Coverage[] {
  const byName = new Map<string, { events: number; having: number[] }>();
  for (const event of events) {
    if (event.source !== 'server') continue;
    const name = event.eventName ?? '(no name)';
    const counts = byName.get(name) ?? { events: 0, having: matchKeys.map(() => 0) };
    byName.set(name, counts);
    counts.events += 1;
    for (const index of keysOf(event)) counts.having[index] = (counts.having[index] ?? 0) + 1;
  }
  return [...byName]
    .map(([eventName, counts]) => ({ eventName, ...counts }))
    .toSorted((one, other) => other.events - one.events);
}

/** The indexes of the event's keys in {@link matchKeys}, remembered between renderings. */
function keysOf(event: PageEvent): readonly number[] {
  const known = found.get(event);
  if (known) return known;
  const keys = matchKeys.flatMap(({ key }, index) => (has(event, key) ? [index] : []));
  found.set(event, keys);
  return keys;
}

const found = new WeakMap<PageEvent, readonly number[]>();
