import type { CustomData } from '@meta-capi/core';
import { isPersonalKey } from '@meta-capi/core/browser';
import { warnNotTracked } from '../fbq/warn.ts';

/**
 * `customData` without what Meta forbids: keys of customer information, and keys that hold an e-mail
 * address or a phone number. A key whose value cannot be read, or is cyclic, is left out too.
 */
// https://developers.facebook.com/documentation/meta-pixel/reference
export function withoutPersonalData(customData: CustomData): CustomData {
  const given: Readonly<Record<string, unknown>> = customData ?? {};
  const keys = Object.keys(given);
  const kept = keys.flatMap((key) => {
    try {
      const value = given[key];
      // The Pixel has no userData, so the subscription's id has its place here.
      let isPersonal = key !== 'subscription_id' && isPersonalKey(key);
      // Visits every key and text of the value; throws for a cyclic one, as Meta's library would.
      JSON.stringify({ [key]: value }, (name, each: unknown) => {
        isPersonal ||= personal.test(name) || (typeof each === 'string' && personal.test(each));
        return typeof each === 'bigint' ? 0 : each;
      });
      return isPersonal ? [] : [[key, value]];
    } catch {
      return [];
    }
  });
  if (kept.length < keys.length) warnNotTracked('customData keys', 'personal or unreadable');
  return Object.fromEntries(kept) as CustomData;
}

// All that the server's `holdsPersonalData` finds, with which the tests compare it, in fewer bytes: an
// address, but not logo@2x.png; a number after a plus sign; a number as Americans write it. Each also
// percent-encoded, once or more often.
const personal =
  /[^\s@](@|%(25)*40)(?!\dx\.(png|jpg|webp))[^\s@]+\.[\p{L}%]|(\+|%(25)*2b)[1-9](([\s().-]|%(25)*2\d){0,2}\d){7}|[2-9]\d\d[-)] ?[2-9]\d\d-\d{4}/iu;
