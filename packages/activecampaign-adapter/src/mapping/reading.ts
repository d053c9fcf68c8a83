import type { CapiEvent, UserData, Warning } from '@meta-capi/core';
import type { ActiveCampaignContact } from './payload.ts';

/** The result of reading a payload. */
export interface Reading {
  events: readonly CapiEvent[];
  /** What to fix, in the options, in the webhook's URL or in the payload. */
  warnings: readonly Warning[];
  /** Why the payload creates no event, on purpose. */
  ignored: readonly Warning[];
}

export const nothing: Reading = { events: [], warnings: [], ignored: [] };

export function ignoredBecause(code: string, path: string, message: string): Reading {
  return { ...nothing, ignored: [{ code, path, message }] };
}

export function cannotCount(code: string, path: string, message: string): Reading {
  return { ...nothing, warnings: [{ code, path, message }] };
}

export function personOf(contact: ActiveCampaignContact): UserData {
  return {
    email: contact.email,
    phone: contact.phone,
    firstName: contact.first_name,
    lastName: contact.last_name,
  };
}

export function isId(value: string | undefined): value is string {
  return value !== undefined && /^[1-9]\d{0,18}$/.test(value);
}
