import type { CustomData } from '@meta-capi/core';
import { warn } from './warn.ts';

/** `customData` without the keys that hold an e-mail address or a phone number, which Meta forbids. */
// https://developers.facebook.com/documentation/meta-pixel/reference
export function withoutPersonalData(customData: CustomData): CustomData {
  const entries = Object.entries(customData ?? {});
  const kept = entries.filter((entry) => !isPersonal(entry));
  if (kept.length < entries.length) warn('customData: personal data removed.');
  return Object.fromEntries(kept);
}

function isPersonal(value: unknown): boolean {
  if (typeof value === 'string') return personal.test(value);
  return (
    typeof value === 'object' &&
    Object.entries(value ?? {})
      .flat()
      .some(isPersonal)
  );
}

// All that the server's `holdsPersonalData` finds, with which the tests compare it, in fewer bytes: an
// address, but not logo@2x.png; a number after a plus sign; a number as Americans write it. Each also
// percent-encoded, once or more often.
const personal =
  /[^\s@](@|%(25)*40)(?!\dx\.(png|jpg|webp))[^\s@]+\.[\p{L}%]|(\+|%(25)*2b)[1-9](([\s().-]|%(25)*2\d){0,2}\d){7}|[2-9]\d\d[-)] ?[2-9]\d\d-\d{4}/iu;
