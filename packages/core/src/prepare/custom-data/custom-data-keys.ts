import type { StandardCustomData } from '../../event/capi-event.ts';
import { foldKey } from '../../input/nearest-key.ts';
import { isPersonalKey } from '../../privacy/personal-data.ts';
import { customDataReaders } from './custom-data-readers.ts';

/** A key of `customData` that is not one of Meta's but looks like one: what it means, or why it is removed. */
export type OddKey = { readonly meant: keyof StandardCustomData } | { readonly problem: string };

/**
 * Reads a key that is not one of Meta's: Meta would take it for a property of the caller's own.
 * `undefined` for keys that are fine.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
export function readOddKey(key: string): OddKey | undefined {
  const folded = foldKey(key);
  if (isPersonalKey(key)) return personal;
  const meant = standardByFolded.get(folded);
  if (meant !== undefined) return { meant };
  return eventKeys.has(folded) ? ofTheEvent : undefined;
}

const personal: OddKey = { problem: 'is customer information, which goes into userData.' };
const ofTheEvent: OddKey = { problem: 'goes beside customData, not into it.' };

const standardByFolded: ReadonlyMap<string, keyof StandardCustomData> = new Map(
  (Object.keys(customDataReaders) as (keyof StandardCustomData)[]).map((key) => [
    foldKey(key),
    key,
  ]),
);

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
const eventKeys: ReadonlySet<string> = new Set([
  'eventname',
  'eventtime',
  'eventid',
  'actionsource',
  'customdata',
  'eventsourceurl',
  'referrerurl',
  'optout',
  'dataprocessingoptions',
  'dataprocessingoptionscountry',
  'dataprocessingoptionsstate',
  'originaleventdata',
  'attributiondata',
  'appdata',
  'advertisertrackingenabled',
  'messagingchannel',
  'advancedmeasurementtable',
]);
