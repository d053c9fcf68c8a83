import { isEmpty, objectOrEmpty } from '../json.ts';
import type { PageEvent } from './events.ts';

type Priority = 'high' | 'medium' | 'low' | 'not ranked';

export interface MatchKey {
  readonly key: string;
  readonly name: string;
  readonly priority: Priority;
}

/** In Meta's order of priority; the address and the user agent stand in no table of Meta's. */
// https://www.facebook.com/business/help/765081237991954
export const matchKeys: readonly MatchKey[] = [
  { key: 'em', name: 'e-mail', priority: 'high' },
  { key: 'fbc', name: 'click ID', priority: 'high' },
  { key: 'fb_login_id', name: 'Facebook login ID', priority: 'medium' },
  { key: 'db', name: 'birthdate', priority: 'medium' },
  { key: 'country', name: 'country', priority: 'medium' },
  { key: 'ph', name: 'phone', priority: 'medium' },
  { key: 'external_id', name: 'external ID', priority: 'medium' },
  { key: 'fbp', name: 'browser ID', priority: 'medium' },
  { key: 'lead_id', name: 'lead ID', priority: 'low' },
  { key: 'fn', name: 'first name', priority: 'low' },
  { key: 'ln', name: 'last name', priority: 'low' },
  { key: 'ct', name: 'city', priority: 'low' },
  { key: 'zp', name: 'zip', priority: 'low' },
  { key: 'client_ip_address', name: 'IP address', priority: 'not ranked' },
  { key: 'client_user_agent', name: 'user agent', priority: 'not ranked' },
];

export function has({ event }: PageEvent, key: string): boolean {
  return !isEmpty(objectOrEmpty(event['user_data'])[key]);
}

/** `true`: all of the key's values are SHA-256 hashes. */
export function isHashed({ event }: PageEvent, key: string): boolean {
  return [objectOrEmpty(event['user_data'])[key]]
    .flat()
    .every((value) => typeof value === 'string' && /^[\da-f]{64}$/i.test(value));
}

export interface Coverage {
  readonly eventName: string;
  readonly events: number;
  /** Share of the events that carry the key, 0 to 1, aligned with {@link matchKeys}. */
  readonly shares: readonly number[];
}

/** Of the server's events alone: what a browser knows, Meta's library adds itself. */
export function coverageOf(events: Iterable<PageEvent>): readonly Coverage[] {
  const byName = new Map<string, PageEvent[]>();
  for (const event of events) {
    if (event.source !== 'server') continue;
    const name = event.eventName ?? '(no name)';
    const group = byName.get(name);
    if (group) group.push(event);
    else byName.set(name, [event]);
  }
  return [...byName].map(([eventName, group]) => ({
    eventName,
    events: group.length,
    shares: matchKeys.map(
      ({ key }) => group.filter((event) => has(event, key)).length / group.length,
    ),
  }));
}
