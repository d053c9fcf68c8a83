import type { ActionSource } from '../../event/capi-event.ts';
import type { Issue, Warning } from '../../event/result.ts';

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

/**
 * The action source in Meta's spelling; `undefined` where none is given, or with a warning where it
 * is not one of Meta's. Of an app it is an issue: Meta refuses such an event without app data.
 */
export function readActionSource(
  value: unknown,
  report: (issue: Issue) => void,
  warn: (warning: Warning) => void,
): ActionSource | undefined {
  if (value === undefined || value === null) return undefined;
  const spelled = typeof value === 'string' ? spell(value) : '';
  const path = 'actionSource';
  if (spelled === 'app') {
    const message = 'actionSource "app" needs app data, which this client does not send.';
    report({ code: 'invalid_action_source', path, message });
    return undefined;
  }
  if (Object.hasOwn(actionSources, spelled)) return spelled as ActionSource;
  const known = Object.keys(actionSources).join(', ');
  const message = `actionSource was left out: it must be one of ${known}.`;
  warn({ code: 'invalid_action_source', path, message });
  return undefined;
}

function spell(given: string): string {
  if (Object.hasOwn(actionSources, given)) return given;
  return given.length > 32 ? '' : given.trim().toLowerCase().replace(/[\s-]/g, '_');
}
