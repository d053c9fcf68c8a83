import type { Consent } from '@meta-capi/core';
import type { ConsentTool } from '../consent/follow-consent.ts';
import { globalArray } from './consent-tool.ts';

/**
 * Google Consent Mode v2 as the page's data layer has it: `gtag('consent', 'update', { … })`. `granted`
 * needs `ad_storage` and `ad_user_data`; a denied `ad_personalization` makes it `limited`. A `default` is
 * not an answer of a person.
 *
 * @param name the data layer's variable
 */
// https://developers.google.com/tag-platform/security/guides/consent
export function googleConsentMode(name = 'dataLayer'): ConsentTool {
  return {
    name: 'Google Consent Mode',
    read: () => readUpdates(globalArray(name)),
    subscribe: (onChange) => {
      const layer = globalArray(name);
      const push = layer.push.bind(layer);
      layer.push = (...entries) => {
        const length = push(...entries);
        if (entries.some(isUpdate)) onChange();
        return length;
      };
    },
  };
}

/** The last value of each key; `undefined` before the consent tool has reported an answer. */
function readUpdates(layer: readonly unknown[]): Consent | undefined {
  const state: Record<string, unknown> = {};
  for (const entry of layer) if (isUpdate(entry)) Object.assign(state, entry[2]);
  const { ad_storage, ad_user_data, ad_personalization } = state;
  const needed = [ad_storage, ad_user_data];
  if (needed.every((value) => value === undefined)) return undefined;
  if (needed.every((value) => value === 'granted'))
    return ad_personalization === 'denied' ? 'limited' : 'granted';
  return needed.includes('denied') ? 'denied' : 'unknown';
}

function isUpdate(entry: unknown): entry is { 2: object } {
  const [command, action, state] = Array.from(Object(entry) as ArrayLike<unknown>);
  return command === 'consent' && action === 'update' && typeof state === 'object';
}
