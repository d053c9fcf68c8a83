import { createHash } from 'node:crypto';
import { COUNTRIES } from '../countries.ts';
import { isEmpty } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';
import { HASHED_KEYS, LIST_KEYS, PLAIN_KEYS, USER_DATA_KEYS } from '../vocabulary.ts';
import { withoutMark } from './param-builder.ts';
import { fieldsWhere, userDataValues } from './values.ts';

const customerInformation = capiPage('parameters/customer-information-parameters');

const DIGEST = /^[0-9a-f]{64}$/;
const DIGEST_OF_ANY_CASE = /^[0-9a-f]{64}$/i;
/** MD5, SHA-1, SHA-384 and SHA-512. */
const OTHER_DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{96}|[0-9a-f]{128})$/i;

const HASHABLE_KEYS: ReadonlySet<string> = new Set([...HASHED_KEYS, 'external_id']);
/** What programs print for a missing value. Meta's own CRM sample contains the hash of `null`. */
const PLACEHOLDER_DIGESTS = digestsOf(
  ['', ' ', 'null', 'undefined', 'nan', 'NaN', 'none', 'None', 'n/a', 'N/A', 'na', 'nil'],
  ['[object object]', '[object Object]', 'unknown', 'true', 'false'],
);
const GENDER_DIGESTS = digestsOf(['f', 'm']);
const COUNTRY_DIGESTS = digestsOf(COUNTRIES);

export const hashingRules: readonly Rule<EventSubject>[] = [
  {
    id: 'not-hashed',
    refusal: { code: 100, subcode: 2804016, title: 'User Parameter Not Hashed' },
    sources: [
      customerInformation,
      capiPage('payload-helper'),
      {
        url: 'https://github.com/facebook/facebook-java-business-sdk/issues/421',
        certainty: 'field',
      },
    ],
    message: 'This must be normalised and hashed with SHA-256, as 64 lower-case hex digits.',
    find: ({ userData }) =>
      userDataValues(userData, HASHED_KEYS)
        .filter(({ value }) => isPlain(value))
        .map(({ field }) => field),
  },
  {
    id: 'hash-in-upper-case',
    sources: [customerInformation],
    message: 'The hash has upper-case letters; write its hex digits in lower case.',
    find: ({ userData }) =>
      fieldsWhere(userDataValues(userData, HASHABLE_KEYS), (text) => {
        const value = withoutMark(text);
        return DIGEST_OF_ANY_CASE.test(value) && !DIGEST.test(value);
      }),
  },
  {
    id: 'hash-not-sha256',
    sources: [customerInformation],
    message: 'This is a hash of another length, such as MD5 or SHA-1; Meta accepts only SHA-256.',
    find: ({ userData }) =>
      fieldsWhere(userDataValues(userData, HASHED_KEYS), (text) =>
        OTHER_DIGEST.test(withoutMark(text)),
      ),
  },
  {
    id: 'hash-of-nothing',
    sources: [{ ...customerInformation, certainty: 'inferred' }],
    message:
      'This is the hash of an empty text or of a placeholder such as "null" or "undefined"; omit the key when there is no value.',
    find: ({ userData }) =>
      fieldsWhere(userDataValues(userData, HASHABLE_KEYS), (text) =>
        PLACEHOLDER_DIGESTS.has(withoutMark(text).toLowerCase()),
      ),
  },
  {
    id: 'gender-hash-unknown',
    severity: 'advice',
    sources: [customerInformation],
    message: 'ge must be the hash of f or m; Meta documents no other value.',
    find: ({ userData }) => digestsOutside(userData, 'ge', GENDER_DIGESTS),
  },
  {
    id: 'country-hash-unknown',
    severity: 'advice',
    sources: [customerInformation],
    message:
      'country is the hash of a two-letter ISO 3166-1 code in lower case, such as gb (not uk, usa or a name).',
    find: ({ userData }) => digestsOutside(userData, 'country', COUNTRY_DIGESTS),
  },
  {
    id: 'hashed-for-nothing',
    sources: [customerInformation],
    message: 'Meta needs this value unhashed; its hash matches no person.',
    find: ({ userData }) =>
      fieldsWhere(userDataValues(userData, PLAIN_KEYS), (text) => DIGEST_OF_ANY_CASE.test(text)),
  },
  {
    id: 'user-data-not-text',
    sources: [customerInformation],
    message: 'Hashes and ids are text here, or a list of texts; write them as JSON strings.',
    find: ({ userData }) =>
      userDataValues(userData, HASHABLE_KEYS)
        .filter(({ value }) => !isEmpty(value) && typeof value !== 'string')
        .map(({ field }) => field),
  },
  {
    id: 'user-data-empty',
    sources: [{ ...customerInformation, certainty: 'inferred' }],
    message: 'Empty value; omit the key.',
    find: ({ userData }) =>
      Object.entries(userData).flatMap(([key, value]) => {
        if (!USER_DATA_KEYS.has(key)) return [];
        const partlyEmpty = Array.isArray(value) && value.some((item) => isEmpty(item));
        return isEmpty(value) || partlyEmpty ? [`user_data.${key}`] : [];
      }),
  },
  {
    id: 'list-for-one-value',
    sources: [customerInformation],
    message: 'Meta documents one value here, not a list.',
    find: ({ userData }) =>
      Object.entries(userData).flatMap(([key, value]) =>
        USER_DATA_KEYS.has(key) && !LIST_KEYS.has(key) && Array.isArray(value)
          ? [`user_data.${key}`]
          : [],
      ),
  },
];

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return true;
  if (typeof value !== 'string' || isEmpty(value)) return false;
  const digest = withoutMark(value);
  return !DIGEST_OF_ANY_CASE.test(digest) && !OTHER_DIGEST.test(digest);
}

function digestsOutside(
  userData: EventSubject['userData'],
  key: string,
  digests: ReadonlySet<string>,
): readonly string[] {
  return fieldsWhere(userDataValues(userData, new Set([key])), (text) => {
    const value = withoutMark(text).toLowerCase();
    return DIGEST.test(value) && !PLACEHOLDER_DIGESTS.has(value) && !digests.has(value);
  });
}

function digestsOf(...lists: readonly Iterable<string>[]): ReadonlySet<string> {
  const texts = lists.flatMap((list) => [...list]);
  return new Set(texts.map((text) => createHash('sha256').update(text).digest('hex')));
}
