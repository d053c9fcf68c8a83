import { unpackVisitor, type Visitor } from '@meta-capi/core';
import type { ActiveCampaignToEventsOptions, CarriedFields, CarriedKey } from './options.ts';
import type { ActiveCampaignContact } from './payload.ts';

type CarriedOptions = Pick<ActiveCampaignToEventsOptions, 'carriedForMs' | 'fields'>;

export interface Carried {
  eventId?: string | undefined;
  visitor: Visitor;
}

/**
 * What the contact carries of its browser. Custom fields stay on a contact, so that what one visit
 * wrote rides along months later: it is believed while the time in `meta_event_id` is fresh.
 */
export function carriedBy(
  contact: ActiveCampaignContact,
  eventTime: Date,
  options: CarriedOptions,
): Carried {
  const { fields = {} } = options;
  const read = (key: CarriedKey): string | undefined => readField(contact, key, fields);
  const stamp = carriedStamp(contact, eventTime, options);
  const consent = read('meta_consent');
  if (stamp?.written !== 'then') {
    // An old yes is no yes to this; an old no stays one.
    const refusal = consent === 'granted' ? undefined : consent;
    return { visitor: unpackVisitor({ meta_consent: refusal }, carrier) };
  }
  return {
    eventId: stamp.eventId,
    visitor: unpackVisitor(
      {
        meta_fbp: read('meta_fbp'),
        meta_fbc: read('meta_fbc'),
        meta_url: read('meta_url'),
        meta_consent: consent,
      },
      carrier,
    ),
  };
}

/** What a report calls the place of an unreadable consent. */
const carrier = 'contact field';

export interface CarriedStamp {
  eventId: string;
  /** Long before the subscription, for it, or by a visit after it. */
  written: 'after' | 'before' | 'then';
}

/** The id that a contact carries, if it does. */
export function carriedStamp(
  contact: ActiveCampaignContact,
  eventTime: Date,
  { fields = {}, carriedForMs = 3_600_000 }: CarriedOptions,
): CarriedStamp | undefined {
  const text = readField(contact, 'meta_event_id', fields);
  const [, eventId, seconds] = /^([\w.:-]{8,100})\.(\d{10})$/.exec(text ?? '') ?? [];
  if (eventId === undefined) return undefined;
  const age = eventTime.getTime() - Number(seconds) * 1000;
  if (age > carriedForMs) return { eventId, written: 'before' };
  return { eventId, written: age < -clockSkewMs ? 'after' : 'then' };
}

/** A visitor's clock may be this much ahead of ActiveCampaign's. */
const clockSkewMs = 300_000;

function readField(
  { fields = {} }: ActiveCampaignContact,
  key: CarriedKey,
  names: CarriedFields,
): string | undefined {
  for (const given of [names[key], key].flat()) {
    // People write %META_FBP% as ActiveCampaign shows it; the webhook says meta_fbp.
    const name = String(given).replaceAll('%', '').toLowerCase();
    const value = Object.hasOwn(fields, name) ? onlyChoice(fields[name]) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** `||granted||` is one ticked box of a multiple choice; more than one stays as it is. */
function onlyChoice(value: string | undefined): string | undefined {
  const text = value?.trim() ?? '';
  return (/^\|\|([^|]*)\|\|$/.exec(text)?.[1] ?? text) || undefined;
}
