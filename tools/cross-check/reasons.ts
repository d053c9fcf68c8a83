import type { Key } from './peers.ts';

/** Why we differ from one of Meta's own normalisers, in the order in which reasons are tried. */
export interface Reason {
  readonly key: Key;
  readonly because: string;
  applies(difference: Difference): boolean;
}

export interface Difference {
  readonly text: string;
  /** `undefined`: dropped. */
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

// All of them by https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export const reasons: readonly Reason[] = [
  {
    key: 'em',
    because:
      'Meta asks for trimming and lower case; we add only that it is one address, in any script',
    applies: ({ ours, theirs }) => theirs === undefined && ours !== undefined,
  },
  {
    key: 'ph',
    because: 'a number has 7 to 15 digits',
    applies: ({ ours }) => ours === undefined,
  },
  {
    key: 'ph',
    because: 'an extension is no part of the number',
    applies: ({ text }) => /ext|x|#/i.test(text),
  },
  {
    key: 'ph',
    because: 'the trunk zero in brackets is not dialled after a country code',
    applies: ({ text }) => /\(\s*0\s*\)/.test(text),
  },
  {
    key: 'ph',
    because: 'a number that a spreadsheet wrote is read back',
    applies: ({ text }) => /^\s*\+?\d+[.,](?:0{1,2}|\d*e\+?\d+)\s*$/i.test(text),
  },
  {
    key: 'ph',
    because: 'the trunk prefix is not dialled after a country code, by libphonenumber',
    applies: ({ text, ours, theirs }) =>
      /^[^\d+]*(?:\+|00)/.test(text) &&
      ours !== undefined &&
      theirs !== undefined &&
      isWithoutPrefix(ours, theirs.replace(/\D/g, '').replace(/^0+/, '')),
  },
  {
    key: 'ph',
    because: 'digits of every script are digits',
    applies: ({ text }) => /[^\0-\x7f]/.test(text),
  },
  {
    key: 'ph',
    because: 'digits only: symbols, letters and leading zeros go',
    applies: ({ theirs }) => theirs === undefined || /^0|\D/.test(theirs),
  },
  {
    key: 'fn',
    because: 'no punctuation, of any script, no emoji and no spaces',
    applies: ({ ours, theirs }) => ours === lettersAndDigits(theirs ?? ''),
  },
  {
    key: 'fn',
    because: 'a name has a letter',
    applies: ({ ours }) => ours === undefined,
  },
  {
    key: 'ge',
    because: 'f and m alone: other words are not guessed',
    applies: ({ ours }) => ours === undefined,
  },
  {
    key: 'db',
    because: 'YYYYMMDD',
    applies: ({ ours, theirs }) => ours !== undefined && !/^\d{8}$/.test(theirs ?? ''),
  },
  {
    key: 'db',
    because: 'eight digits are a date with the year first or last',
    applies: ({ text, ours }) => ours !== undefined && /^\d{8}$/.test(text),
  },
  {
    key: 'db',
    because: 'no such day, not since 1900, or a day and a month that could change places',
    applies: ({ ours }) => ours === undefined,
  },
  {
    key: 'ct',
    because: 'UTF-8 letters stay, everything else goes',
    applies: ({ text, ours }) =>
      ours === letters(text) || (ours === undefined && letters(text) === ''),
  },
  {
    key: 'st',
    because: 'two letters in the USA and Canada, elsewhere the whole name in UTF-8 letters',
    applies: ({ text, ours }) =>
      ours === letters(text) || ours?.length === 2 || letters(text) === '',
  },
  {
    key: 'zp',
    because: 'no spaces and no dash; the part after a dash goes in the USA only',
    applies: ({ text, ours }) => ours === lettersAndDigits(text),
  },
  {
    key: 'zp',
    because: 'ZIP+4 is cut to its first five digits',
    applies: ({ text }) => /\d{5}\s*-\s*\d{4}/.test(text),
  },
  {
    key: 'zp',
    because: 'a code has a letter or a digit',
    applies: ({ ours }) => ours === undefined,
  },
  {
    key: 'country',
    because: 'ISO 3166-1 alpha-2, also from three letters and names; uk is gb',
    applies: ({ ours }) => ours !== undefined,
  },
  {
    key: 'country',
    because: 'what is no country of ISO 3166-1 is dropped, not cut to two letters',
    applies: ({ ours }) => ours === undefined,
  },
  {
    key: 'external_id',
    because:
      'an id is hashed in lower case, without white space; the business SDK 24 sends it as given',
    applies: ({ text, ours, theirs }) =>
      theirs === text && ours === text.replace(/\s/g, '').toLowerCase().normalize('NFC'),
  },
];

/** Is `ours` what is left of `theirs` without `0`, `06`, `1` or `8` behind the country code? */
function isWithoutPrefix(ours: string, theirs: string): boolean {
  return [1, 2, 3].some((length) => {
    const [code, national] = [theirs.slice(0, length), theirs.slice(length)];
    return ['06', '0+', '1', '8'].some((prefix) => {
      const rest = national.replace(new RegExp(`^${prefix}`), '');
      return rest !== national && ours === code + rest;
    });
  });
}

function letters(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}]|\p{VS}/gu, '')
    .normalize('NFC');
}

function lettersAndDigits(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]|\p{VS}/gu, '')
    .normalize('NFC');
}
