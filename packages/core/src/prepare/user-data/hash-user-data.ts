import type { Diagnostics } from '../../event/issue.ts';
import { sha256 } from '../../hash/sha256.ts';
import { isRecord } from '../../input/is-record.ts';
import { wellFormed } from '../../input/text.ts';
import { normalizeCountry } from '../../normalize/country.ts';
import { digestOf, isWeakDigest } from '../../normalize/digest.ts';
import type { PhoneParser, Problem } from '../../normalize/rule.ts';
import { isPlaceholder, textOf } from '../../normalize/text.ts';
import { drop, explain, type Reading, warn, warnOfUnknownKey } from './diagnostics.ts';
import { recall, remember } from './digest-memory.ts';
import { type NamedKey, userDataKey } from './keys.ts';

/**
 * `userData` in Meta's names, normalised and hashed. A value that cannot be sent is dropped with a
 * warning. Never throws, whatever it is given; the caller may add to the result.
 */
export function hashUserData(
  userData: unknown,
  diagnostics: Diagnostics,
  options: { readonly phone?: PhoneParser | undefined },
): Record<string, string | string[]> {
  const wire: Record<string, string | string[]> = {};
  if (userData === undefined || userData === null) return wire;
  try {
    if (isRecord(userData)) {
      addFields(userData, options.phone, diagnostics, wire);
      return wire;
    }
  } catch {
    // A Proxy whose keys cannot be read: the warning below is right for it too.
  }
  diagnostics.warnings.push({
    code: 'invalid_user_data',
    path: 'userData',
    message: 'userData is not a plain object; give one, as in { email: … }',
  });
  return wire;
}

function addFields(
  userData: Readonly<Record<string, unknown>>,
  phone: PhoneParser | undefined,
  diagnostics: Diagnostics,
  wire: Record<string, string | string[]>,
): void {
  const reading = { context: { country: countryOf(userData), phone }, diagnostics };
  for (const name of Object.keys(userData)) {
    const key = userDataKey(name);
    if (key === undefined) {
      warnOfUnknownKey(name, diagnostics);
      continue;
    }
    try {
      const value = userData[name];
      const sent = key.hashed ? digestsOf(value, key, reading) : textToSend(value, key, reading);
      if (sent !== undefined) wire[key.wire] = sent;
    } catch {
      // A getter, a Proxy or the phone parser threw: foreign code.
      drop(unreadable, undefined, key, reading);
    }
  }
}

/** The event's own country, which zip codes, states and national phone numbers depend on. */
function countryOf(userData: Readonly<Record<string, unknown>>): string | undefined {
  try {
    const value = userData['country'];
    const text = textOf(Array.isArray(value) ? value[0] : value, 256);
    // Without a country, nothing is looked up: the first look-up of a name reads the whole table.
    const country = typeof text === 'string' && text !== '' ? normalizeCountry(text) : undefined;
    return typeof country === 'string' ? country : undefined;
  } catch {
    return undefined;
  }
}

// More values of one kind than any person has: a mistake that would cost time for each event.
const maxValues = 100;

function digestsOf(value: unknown, key: NamedKey, reading: Reading): string[] | undefined {
  if (!Array.isArray(value)) {
    const digest = digestToSend(value, undefined, key, reading);
    return digest === undefined ? undefined : [digest];
  }
  const digests: string[] = [];
  for (let index = 0; index < value.length; index += 1) {
    if (index === maxValues) {
      drop(tooMany, index, key, reading);
      break;
    }
    const digest = digestToSend(value[index], index, key, reading);
    if (digest === undefined) continue;
    if (digests.includes(digest)) {
      explain('dropped', 'the same as a value before it', index, key, reading);
    } else digests.push(digest);
  }
  return digests.length === 0 ? undefined : digests;
}

function digestToSend(
  value: unknown,
  index: number | undefined,
  key: NamedKey,
  reading: Reading,
): string | undefined {
  const text = textGiven(value, index, key, reading);
  if (text === undefined) return undefined;
  const { memory } = key;
  const { country } = reading.context;
  if (memory !== undefined && reading.diagnostics.explanations === undefined) {
    const known = recall(memory, text, country);
    if (known !== undefined) return known;
  }
  const digest = digestOf(text);
  if (typeof digest === 'string') {
    explain('kept', 'a SHA-256 already', index, key, reading);
    return digest;
  }
  if (digest !== undefined) return drop(digest, index, key, reading);
  if (!key.opaque && isWeakDigest(text)) return drop(weakDigest, index, key, reading);
  const spelled = spelledByRule(text, index, key, reading);
  if (spelled === undefined) return undefined;
  const how = spelled === text ? 'already as Meta spells it' : key.says;
  explain('hashed', how, index, key, reading);
  const hashed = sha256(spelled);
  if (memory !== undefined) remember(memory, text, country, hashed);
  return hashed;
}

function textToSend(value: unknown, key: NamedKey, reading: Reading): string | undefined {
  const text = textGiven(value, undefined, key, reading);
  if (text === undefined) return undefined;
  if (digestOf(text) !== undefined) return drop(hashedForNothing, undefined, key, reading);
  const spelled = spelledByRule(text, undefined, key, reading);
  if (spelled === undefined) return undefined;
  explain('kept', key.says, undefined, key, reading);
  return wellFormed(spelled);
}

function textGiven(
  value: unknown,
  index: number | undefined,
  key: NamedKey,
  reading: Reading,
): string | undefined {
  const text = textOf(key.read === undefined ? value : key.read(value), key.maxLength);
  if (typeof text !== 'string') return drop(text, index, key, reading);
  if (isPlaceholder(text)) return drop(placeholder, index, key, reading);
  if (text !== '') return text;
  explain('dropped', 'no value is given', index, key, reading);
  return undefined;
}

function spelledByRule(
  text: string,
  index: number | undefined,
  key: NamedKey,
  reading: Reading,
): string | undefined {
  const spelled = key.rule(text, reading.context);
  if (typeof spelled === 'string') {
    return isPlaceholder(spelled) ? drop(placeholder, index, key, reading) : spelled;
  }
  if (spelled.value === undefined) return drop(spelled, index, key, reading);
  warn(spelled, index, key, reading);
  return spelled.value;
}

const unreadable: Problem = {
  code: 'unreadable',
  message: 'threw an error when it was read; give plain values',
};
const tooMany: Problem = {
  code: 'too_many_values',
  message: `holds more than ${maxValues} values; give one person's values only`,
};
const placeholder: Problem = {
  code: 'placeholder',
  message: 'is a word such as "null" that means no value; leave the field out',
};
const hashedForNothing: Problem = {
  code: 'hashed_value',
  message: 'is a SHA-256, but Meta takes this value as it is; give the plain value',
};
const weakDigest: Problem = {
  code: 'not_sha256',
  message: 'is an MD5 or SHA-1 digest; give the plain value or its SHA-256',
};
