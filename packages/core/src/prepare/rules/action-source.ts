import type { ActionSource, CapiEvent } from '../../event/capi-event.ts';
import type { Diagnostics } from '../../event/issue.ts';

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
 * The action source in Meta's spelling; `undefined` if none is given, or with a warning if it is not
 * one of Meta's. `app` is an issue: Meta rejects such an event without app data.
 */
export function readActionSource(
  event: CapiEvent,
  { issues, warnings }: Diagnostics,
): ActionSource | undefined {
  const { actionSource } = event;
  if (actionSource === undefined || actionSource === null) return undefined;
  const source = toActionSource(actionSource);
  const code = 'invalid_action_source';
  const path = 'actionSource';
  if (source === 'app') {
    const message = 'actionSource "app" needs app data, which this client does not send.';
    issues.push({ code, path, message });
    return undefined;
  }
  if (source !== undefined) return source;
  const known = Object.keys(actionSources).filter((each) => each !== 'app');
  const message = `actionSource was left out: it must be one of ${known.join(', ')}.`;
  warnings.push({ code, path, message });
  return undefined;
}

/** One of Meta's action sources, also from another spelling; else `undefined`. */
export function toActionSource(value: unknown): ActionSource | undefined {
  if (typeof value !== 'string') return undefined;
  if (Object.hasOwn(actionSources, value)) return value as ActionSource;
  const spelled = value.trim().toLowerCase().replace(/[\s-]/g, '_');
  return Object.hasOwn(actionSources, spelled) ? (spelled as ActionSource) : undefined;
}
