import fc from 'fast-check';
import type { Key } from './peers.ts';

/** What people write, and where the three normalisers are known to part. */
export const examples: Readonly<Record<Key, readonly string[]>> = {
  em: [
    ' Foo.Bar+tag@Example.COM ',
    'not-an-email',
    'üser@exämple.de',
    'a@b.c',
    "o'brien@example.com",
  ],
  ph: [
    '+16505551212',
    '(650)555-1212',
    '+44 (0)20 7946 0958',
    '0044 20 7946 0958',
    '020 7946 0958',
    '+49.170.1234567',
    '00011234567',
    '650-555-1212 ext 5',
    '123',
    '+٩٦٦٥٠١٢٣٤٥٦٧',
    '+44 020 7946 0018',
    '+49 (0170) 1234567',
    '0049 0170 1234567',
    '+7 8 912 345 67 89',
    '+39 06 1234 5678',
    '+225 07 08 12 34 56',
    '6912345678.0',
    '3.1E+11',
    '1-800-FLOWERS',
  ],
  fn: [
    'Mary',
    'Mary Ann',
    "O'Brien",
    'O’Brien',
    'Jean-Luc',
    'José',
    '정',
    'ΓΙΩΡΓΟΣ',
    '-',
    'Mary ❤️',
  ],
  ge: ['f', 'Female', 'Woman', 'other'],
  db: [
    '2/16/1997',
    '16/02/1997',
    '1997-02-16',
    '19970216',
    '970216',
    '02-16-97',
    '03/04/1990',
    '1997-02-31',
    '12 31 1990',
    '1990|12|31',
    '1990–12–31',
    '12-31/1990',
    '31121990',
    'Born: 12-31-1990',
  ],
  ct: ['New York', "St. John's", 'São Paulo', '東京', 'London 2', 'Saint-Étienne', 'Paris ❤️'],
  st: [
    'California',
    'CA',
    'Ontario',
    'Québec',
    'New South Wales',
    'Bavaria',
    '東京都',
    'Calif.',
    'Penn.',
    'N. Y.',
  ],
  zp: ['94035', '94035-1234', '940351234', 'M1 1AE', 'K1A 0B1', 'SW1A-1AA', '01310-100'],
  country: [
    'us',
    'USA',
    'United States',
    'United.States',
    'United States (US)',
    'Germany',
    'UK',
    'GRC',
    'xx',
    'Atlantis',
    'Korea Republic of',
    'Korea (the Republic of)',
    'Moldova (the Republic of)',
    'Falkland Islands (the) [Malvinas]',
    'Republic of Ireland',
    'Saint Martin',
    'FYROM',
  ],
  external_id: ['abc', ' User 123', 'cus_AbC'],
};

const word = fc.oneof(
  fc.stringMatching(/^[a-zA-Z]{1,9}$/),
  fc.constantFrom(
    'Müller',
    'Αθήνα',
    'O’Neil',
    "D'Arc",
    '山田',
    'São',
    'de',
    'la',
    'St.',
    'Mary-Jane',
  ),
);
const digits = (min: number, max: number) =>
  fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`));
const joined = (separators: string[], ...parts: fc.Arbitrary<string>[]) =>
  fc.tuple(fc.constantFrom(...separators), ...parts).map(([by, ...all]) => all.join(by));
const padded = (text: fc.Arbitrary<string>) =>
  fc.tuple(fc.constantFrom('', ' ', '\t'), text).map(([space, inner]) => space + inner + space);

/** Random input of the kind that each key gets. */
export const random: Readonly<Record<Key, fc.Arbitrary<string>>> = {
  em: padded(fc.oneof(fc.emailAddress(), joined(['@', '.'], word, word), fc.string())),
  ph: padded(
    joined(
      ['', ' ', '-', '.', ') ', ' (0)'],
      fc.constantFrom('+', '00', '', '(', '+44 ', '+44 0', '+49 (0', '+39 0', '+7 8 '),
      digits(1, 4),
      digits(2, 5),
      digits(2, 6),
    ),
  ),
  fn: padded(joined([' ', '-', ', '], word, word)),
  ge: padded(fc.oneof(fc.constantFrom('F', 'Male', 'mr', 'she', 'divers'), word)),
  db: fc
    .tuple(
      fc.integer({ min: 1890, max: 2030 }),
      digits(1, 2),
      digits(1, 2),
      fc.constantFrom('-', '/', '.', ' ', '|', '–'),
    )
    .chain(([year, one, two, by]) =>
      fc.constantFrom([year, one, two].join(by), [one, two, year].join(by)),
    ),
  ct: padded(joined([' ', '-', ' 2'], word, word)),
  st: padded(fc.oneof(joined([' '], word, word), fc.constantFrom('texas', 'NY', 'Nova Scotia'))),
  zp: padded(
    fc.oneof(
      joined(['-', ' ', ''], digits(2, 5), digits(3, 4)),
      fc.stringMatching(/^[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}$/),
    ),
  ),
  country: padded(
    fc.oneof(
      fc.stringMatching(/^[a-zA-Z]{2,3}$/),
      fc.constantFrom('France', 'The Netherlands', 'Great Britain'),
      word,
    ),
  ),
  external_id: padded(joined([' ', '_', ''], word, digits(1, 9))),
};
