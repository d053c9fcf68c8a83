import type { UserData } from '../../event/capi-event.ts';
import { normalizeCountry } from '../../normalize/country.ts';
import { dayOf, normalizeDateOfBirth } from '../../normalize/date-of-birth.ts';
import { normalizeEmail } from '../../normalize/email.ts';
import { normalizeGender } from '../../normalize/gender.ts';
import { asGiven, checkLeadId, checkLoginId, normalizeExternalId } from '../../normalize/ids.ts';
import { normalizeCity, normalizeName } from '../../normalize/names.ts';
import { normalizePhone } from '../../normalize/phone.ts';
import type { Rule } from '../../normalize/rule.ts';
import { normalizeState } from '../../normalize/state.ts';
import { normalizeZip } from '../../normalize/zip.ts';
import type { DigestMemory } from './digest-memory.ts';

/** How one key of `userData` is normalised and sent. */
export interface UserDataKey {
  /** Meta's name for it. */
  readonly wire: string;
  readonly rule: Rule;
  /** Describes the rule, for `explain`. */
  readonly says: string;
  /** Hashed keys are sent as lists, the others as single texts, as Meta documents them. */
  readonly hashed: boolean;
  /** UTF-16 units; longer input is dropped before it is processed. */
  readonly maxLength: number;
  /** Converts what this key accepts besides text. */
  readonly read: ((value: unknown) => unknown) | undefined;
  /** Can its values look like an MD5 without being one? */
  readonly opaque: boolean;
  /** Only if many people share its values, and its rule never warns of a value that is sent. */
  readonly memory: DigestMemory | undefined;
}

/** A key with its name in `userData`. */
export interface NamedKey extends UserDataKey {
  readonly name: string;
}

/** `undefined` if `userData` does not have this key. */
export function userDataKey(name: string): NamedKey | undefined {
  return byName.get(name);
}

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export const userDataKeys: Readonly<Record<keyof UserData, UserDataKey>> = {
  email: hashed('em', normalizeEmail, 'trimmed and lower-cased', { maxLength: 320 }),
  // 64, and room for a digest with two suffixes.
  phone: hashed(
    'ph',
    normalizePhone,
    'reduced to digits, with the country code where it is known',
    { maxLength: 82 },
  ),
  firstName: hashed('fn', normalizeName, 'lower-cased, without spaces and punctuation'),
  lastName: hashed('ln', normalizeName, 'lower-cased, without spaces and punctuation'),
  gender: hashed('ge', normalizeGender, 'made f or m', { memory: new Map() }),
  dateOfBirth: hashed('db', normalizeDateOfBirth, 'made YYYYMMDD', { read: dayOf }),
  city: hashed('ct', normalizeCity, 'reduced to lower-case letters', { memory: new Map() }),
  state: hashed('st', normalizeState, 'reduced to a US or Canadian code or to lower-case letters', {
    memory: new Map(),
  }),
  zip: hashed('zp', normalizeZip, 'lower-cased, without spaces and dashes, US codes cut to five', {
    memory: new Map(),
  }),
  country: hashed('country', normalizeCountry, 'made two letters of ISO 3166-1', {
    memory: new Map(),
  }),
  externalId: hashed('external_id', normalizeExternalId, 'lower-cased, without white space', {
    opaque: true,
  }),
  subscriptionId: plain('subscription_id', asGiven),
  fbLoginId: plain('fb_login_id', checkLoginId),
  leadId: plain('lead_id', checkLeadId),
  anonId: plain('anon_id', asGiven),
  madid: plain('madid', asGiven),
  pageId: plain('page_id', asGiven),
  pageScopedUserId: plain('page_scoped_user_id', asGiven),
  ctwaClid: plain('ctwa_clid', asGiven),
  whatsappBusinessAccountId: plain('whatsapp_business_account_id', asGiven),
  igAccountId: plain('ig_account_id', asGiven),
  igSid: plain('ig_sid', asGiven),
};

const byName: ReadonlyMap<string, NamedKey> = new Map(
  Object.entries(userDataKeys).map(([name, key]) => [name, { name, ...key }]),
);

function hashed(
  wire: string,
  rule: Rule,
  says: string,
  { maxLength = 256, read, opaque = false, memory }: Partial<UserDataKey> = {},
): UserDataKey {
  return { wire, rule, says, hashed: true, maxLength, read, opaque, memory };
}

function plain(wire: string, rule: Rule): UserDataKey {
  const says = 'never hashed';
  return {
    wire,
    rule,
    says,
    hashed: false,
    maxLength: 256,
    read: undefined,
    opaque: false,
    memory: undefined,
  };
}
