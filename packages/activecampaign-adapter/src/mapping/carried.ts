import type { Visitor } from '@meta-capi/core';
import { mergePackedVisitors } from '@meta-capi/core/adapter';
import type {
  ActiveCampaignToEventsOptions,
  CarriedFields,
  CarriedKey,
} from '../webhook/options.ts';
import type { ActiveCampaignContact } from './payload.ts';

type CarriedOptions = Pick<ActiveCampaignToEventsOptions, 'carriedForMs' | 'fields'>;

export interface Carried {
  eventId?: string | undefined;
  visitor: Visitor;
}

/**
 * The browser's values in the contact, for a subscription. Custom fields stay on a contact, so the values of
 * a visit are still posted months later. They are used only while the time in `meta_event_id` is recent. A
 * grant of an earlier visit is not used. A refusal is always used.
 */
export function carriedBy(
  contact: ActiveCampaignContact,
  eventTime: Date,
  options: CarriedOptions,
): Carried {
  const stamp = carriedStamp(contact, eventTime, options);
  if (stamp?.written === 'then') {
    return {
      eventId: stamp.eventId,
      visitor: withAnswer(browserOf(contact, options), contact, options),
    };
  }
  const visitor = withAnswer({}, contact, options);
  return { visitor: visitor.consent === 'granted' ? { consent: 'unknown' } : visitor };
}

/**
 * The visitor of a conversion after the visit, such as a tag or a won deal. The contact's consent is used
 * whatever its age, because it is the person's answer, not the answer in one form. Cookies and page are
 * used only while they are recent.
 */
export function visitorOfContact(
  contact: ActiveCampaignContact,
  eventTime: Date,
  options: CarriedOptions,
): Visitor {
  const isFresh = carriedStamp(contact, eventTime, options)?.written === 'then';
  return withAnswer(isFresh ? browserOf(contact, options) : {}, contact, options);
}

function browserOf(contact: ActiveCampaignContact, { fields = {} }: CarriedOptions): object {
  const read = (key: CarriedKey): string | undefined => readFields(contact, key, fields)[0];
  return { meta_fbp: read('meta_fbp'), meta_fbc: read('meta_fbc'), meta_url: read('meta_url') };
}

/** Of several consent fields the strictest counts. With a refusal no other value is read. */
function withAnswer(
  browser: object,
  contact: ActiveCampaignContact,
  { fields = {} }: CarriedOptions,
): Visitor {
  const answers = readFields(contact, 'meta_consent', fields);
  // With several answers it is unknown to which one the time belongs.
  const [meta_consent_at] =
    answers.length === 1 ? readFields(contact, 'meta_consent_at', fields) : [];
  const carriers = [browser, ...answers.map((meta_consent) => ({ meta_consent, meta_consent_at }))];
  return mergePackedVisitors(
    carriers,
    carriers.map(() => carrier),
  );
}

/** Where an unreadable consent was found, for the report. */
const carrier = 'contact field';

export interface CarriedStamp {
  eventId: string;
  /** When the id was written: long before the subscription, with it, or after it. */
  written: 'after' | 'before' | 'then';
}

/** The event id in the contact's fields, if any. */
export function carriedStamp(
  contact: ActiveCampaignContact,
  eventTime: Date,
  { fields = {}, carriedForMs = 3_600_000 }: CarriedOptions,
): CarriedStamp | undefined {
  const [text] = readFields(contact, 'meta_event_id', fields);
  const [, eventId, seconds] = /^([\w.:-]{8,100})\.(\d{10})$/.exec(text ?? '') ?? [];
  if (eventId === undefined) return undefined;
  const age = eventTime.getTime() - Number(seconds) * 1000;
  if (age > carriedForMs) return { eventId, written: 'before' };
  return { eventId, written: age < -clockSkewMs ? 'after' : 'then' };
}

/** A visitor's clock may be this much ahead of ActiveCampaign's. */
const clockSkewMs = 300_000;

/** The values of every field that may contain the key, in the order of the names. */
function readFields(
  { fields = {} }: ActiveCampaignContact,
  key: CarriedKey,
  names: CarriedFields,
): readonly string[] {
  return [names[key], key].flat().flatMap((given) => {
    // ActiveCampaign shows the tag as %META_FBP%; the webhook contains meta_fbp.
    const name = String(given).replaceAll('%', '').toLowerCase();
    return (Object.hasOwn(fields, name) && onlyChoice(fields[name])) || [];
  });
}

/** `||granted||` is one ticked box of a multiple choice. A value with several ticked boxes is not changed. */
function onlyChoice(value: string | undefined): string | undefined {
  const text = value?.trim() ?? '';
  return (/^\|\|([^|]*)\|\|$/.exec(text)?.[1] ?? text) || undefined;
}
