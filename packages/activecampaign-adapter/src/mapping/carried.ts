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
 * What the contact contains of its browser at a subscription. Custom fields stay on a contact, so that
 * values of one visit are posted months later: they are used while the time in `meta_event_id` is
 * fresh. A consent of an earlier visit does not answer for this one; a refusal counts always.
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
 * The visitor of a conversion that comes after the visit, such as a tag or a won deal. The contact's
 * answer on consent counts whatever its age, since it is the person's and not one form's; cookies and
 * page are used while they are fresh.
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

/** Of several consent fields the strictest counts; of a refusal nothing else is read. */
function withAnswer(
  browser: object,
  contact: ActiveCampaignContact,
  { fields = {} }: CarriedOptions,
): Visitor {
  const answers = readFields(contact, 'meta_consent', fields);
  // Of several answers it is not known which one the time belongs to.
  const [meta_consent_at] =
    answers.length === 1 ? readFields(contact, 'meta_consent_at', fields) : [];
  const carriers = [browser, ...answers.map((meta_consent) => ({ meta_consent, meta_consent_at }))];
  return mergePackedVisitors(
    carriers,
    carriers.map(() => carrier),
  );
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
  const [text] = readFields(contact, 'meta_event_id', fields);
  const [, eventId, seconds] = /^([\w.:-]{8,100})\.(\d{10})$/.exec(text ?? '') ?? [];
  if (eventId === undefined) return undefined;
  const age = eventTime.getTime() - Number(seconds) * 1000;
  if (age > carriedForMs) return { eventId, written: 'before' };
  return { eventId, written: age < -clockSkewMs ? 'after' : 'then' };
}

/** A visitor's clock may be this much ahead of ActiveCampaign's. */
const clockSkewMs = 300_000;

/** The values of every field that may carry the key, in the order of the names. */
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

/** `||granted||` is one ticked box of a multiple choice; more than one stays as it is. */
function onlyChoice(value: string | undefined): string | undefined {
  const text = value?.trim() ?? '';
  return (/^\|\|([^|]*)\|\|$/.exec(text)?.[1] ?? text) || undefined;
}
