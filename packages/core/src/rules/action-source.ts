import type { ActionSource } from '../event.ts';
import type { Issue } from '../result.ts';

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
const actionSources: Readonly<Record<ActionSource, true>> = {
  app: true,
  business_messaging: true,
  chat: true,
  email: true,
  other: true,
  phone_call: true,
  physical_store: true,
  system_generated: true,
  website: true,
};

/** The action source as given; `undefined` where none is, or none of Meta's. */
export function readActionSource(
  value: unknown,
  report: (issue: Issue) => void,
): ActionSource | undefined {
  if (value === undefined || value === null) return undefined;
  if (value === 'app') {
    const message = 'actionSource "app" needs app data, which this client does not send.';
    report({ code: 'invalid_action_source', path: 'actionSource', message });
    return undefined;
  }
  if (typeof value === 'string' && Object.hasOwn(actionSources, value)) {
    return value as ActionSource;
  }
  const known = Object.keys(actionSources).join(', ');
  const message = `actionSource must be one of ${known}.`;
  report({ code: 'invalid_action_source', path: 'actionSource', message });
  return undefined;
}
