import { isObject } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';
import { foldName, PLAIN_KEYS } from '../vocabulary.ts';
import { withoutMark } from './param-builder.ts';
import { holdsTelephoneNumber } from './telephone-number.ts';
import type { Located } from './values.ts';

const customerInformation = capiPage('parameters/customer-information-parameters');
const bestPractices = capiPage('best-practices', 'inferred');

// Letters of any script, as in internationalised addresses (https://www.rfc-editor.org/rfc/rfc6531).
// But not the name of a high-resolution image, such as logo@2x.png.
const EMAIL = /[\p{L}\p{N}._%+-]@(?!\dx[.](?:png|jpe?g|gif|webp|avif|svg))[\p{L}\p{N}-]+[.]\p{L}/u;
/** Hexadecimal text as long as a hash; its digits are not a phone number. */
const DIGEST = /^[0-9a-f]{32,128}$/i;
const PHONE_KEYS: ReadonlySet<string> = new Set([
  'ph',
  'phone',
  'phonenumber',
  'telephone',
  'tel',
  'mobile',
  'cell',
  'msisdn',
  'whatsapp',
]);

export const personalDataRules: readonly Rule<EventSubject>[] = [
  {
    id: 'email-in-clear',
    severity: 'leak',
    sources: [customerInformation, bestPractices],
    message: 'Plain-text e-mail address. Send it hashed as user_data.em and nowhere else.',
    find: (subject) =>
      fieldsOf(
        openValues(subject).filter(({ text }) => readingsOf(text).some((one) => EMAIL.test(one))),
      ),
  },
  {
    id: 'phone-in-clear',
    severity: 'leak',
    sources: [customerInformation, bestPractices],
    message: 'Plain-text phone number. Send it hashed as user_data.ph and nowhere else.',
    find: (subject) =>
      fieldsOf(
        openValues(subject).filter(({ key, text }) => {
          const named = PHONE_KEYS.has(foldName(key)) && text.replace(/\D/g, '').length >= 7;
          return named || readingsOf(text).some(holdsTelephoneNumber);
        }),
      ),
  },
];

/** A value sent in plain text, with its name in the object or URL. */
interface OpenValue {
  readonly field: string;
  readonly key: string;
  readonly text: string;
}

function openValues({ event, userData }: EventSubject): readonly OpenValue[] {
  return [
    ...scalarsIn('event_name', event['event_name']),
    ...scalarsIn('event_id', event['event_id']),
    ...Object.entries(userData)
      .filter(([key]) => !PLAIN_KEYS.has(key))
      .flatMap(([key, value]) => scalarsIn(`user_data.${key}`, value))
      .filter(({ text }) => !DIGEST.test(withoutMark(text))),
    ...scalarsIn('custom_data', event['custom_data']),
    ...scalarsIn('original_event_data', event['original_event_data']),
    ...urlParts('event_source_url', event['event_source_url']),
    ...urlParts('referrer_url', event['referrer_url']),
  ];
}

/** Without recursion, because a body may be nested deeper than the stack allows. */
function scalarsIn(field: string, value: unknown): readonly OpenValue[] {
  const found: OpenValue[] = [];
  const key = field.slice(field.lastIndexOf('.') + 1);
  const rest: (Located & { key: string })[] = [{ field, key, value }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { field: path, key: name, value: inner } = next;
    if (Array.isArray(inner)) {
      for (const [index, item] of inner.entries()) {
        rest.push({ field: `${path}[${index}]`, key: name, value: item });
      }
    } else if (isObject(inner)) {
      for (const [own, item] of Object.entries(inner)) {
        rest.push({ field: `${path}.${own}`, key: own, value: item });
      }
    } else if (typeof inner === 'string' || typeof inner === 'number') {
      found.push({ field: path, key: name, text: String(inner) });
    }
  }
  return found;
}

function urlParts(field: string, value: unknown): readonly OpenValue[] {
  if (typeof value !== 'string') return [];
  if (!URL.canParse(value)) return [{ field, key: field, text: value }];
  const { searchParams, pathname, hash, username, password } = new URL(value);
  return [
    ...[...searchParams].map(([key, text]) => ({ field, key, text })),
    // An unescaped plus of a phone number arrives as a space.
    ...[...searchParams].map(([key, text]) => ({
      field,
      key,
      text: text.replace(/^ (?=\d)/, '+'),
    })),
    ...[pathname, hash, username, password].map((text) => ({ field, key: field, text })),
  ];
}

/** The text, and its decoded forms: escaped for a URL, up to twice, or for HTML. */
function readingsOf(text: string): readonly string[] {
  if (!/[%&]/.test(text)) return [text];
  const once = decoded(text);
  return [text, once, decoded(once), text.replace(/&(?:#64|#x40|commat);/gi, '@')];
}

/** Decodes what can be decoded, because a text may contain a percent sign and an escape. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });
}

function fieldsOf(values: readonly OpenValue[]): readonly string[] {
  return [...new Set(values.map(({ field }) => field))];
}
