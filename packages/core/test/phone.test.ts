import { describe, expect, it } from 'vitest';
import { normalizePhone } from '../src/normalize/phone.ts';
import { phoneNumbers } from '../src/phone.ts';
import { outcome } from './normalize/outcome.ts';

describe('phoneNumbers', () => {
  it.each([
    ['(650)555-1212', 'US', undefined, '16505551212'],
    ['650-555-1212 ext 5', 'US', undefined, '16505551212'],
    ['16505551212', 'US', undefined, '16505551212'],
    ['011 44 20 7946 0958', 'US', undefined, '442079460958'],
    ['020 7946 0958', 'GB', undefined, '442079460958'],
    ['(0)20 7946 0958', 'GB', undefined, '442079460958'],
    ['210 123 4567', 'GR', undefined, '302101234567'],
    ['69 4123 4567', 'GR', undefined, '306941234567'],
    ['306941234567', 'GR', undefined, '306941234567'],
    ['06 1234 5678', 'IT', undefined, '390612345678'],
    // The event's own country wins over the default one …
    ['020 7946 0958', 'GR', 'gb', '442079460958'],
    ['06 12 34 56 78', 'GR', 'fr', '33612345678'],
    // … unless the number does not belong to that country.
    ['210 123 4567', 'GR', 'gb', '302101234567'],
    ['210 123 4567', 'GR', 'zz', '302101234567'],
    // With a country code there is nothing to guess.
    ['+44 20 7946 0958', 'GR', 'gr', '442079460958'],
    ['123 4567', 'GR', 'gr', '1234567, with a warning: phone_without_country_code'],
    // The trunk prefix is not dialled from abroad: libphonenumber, github.com/floere/phony/issues/364.
    ['+44 020 7946 0018', 'GB', undefined, '442079460018'],
    ['+44 020 7946 0018', 'GR', 'gr', '442079460018'],
    ['+44 [0]20 7946 0018', 'GB', undefined, '442079460018'],
    ['+49 (0170) 1234567', 'DE', undefined, '491701234567'],
    ['+49 (0)170 1234567', 'DE', undefined, '491701234567'],
    ['0049 0170 1234567', 'DE', undefined, '491701234567'],
    ['+33 06 12 34 56 78', 'FR', undefined, '33612345678'],
    ['+61 0412 345 678', 'AU', undefined, '61412345678'],
    ['+31 06 12345678', 'NL', undefined, '31612345678'],
    ['+353 085 012 3456', 'IE', undefined, '353850123456'],
    ['+32 0470 12 34 56', 'BE', undefined, '32470123456'],
    ['+43 0664 123456', 'AT', undefined, '43664123456'],
    ['+46 070 123 45 67', 'SE', undefined, '46701234567'],
    ['+7 8 912 345 67 89', 'RU', undefined, '79123456789'],
    ['8 912 345 67 89', 'RU', undefined, '79123456789'],
    ['+54 11 15 2345 6789', 'AR', undefined, '5491123456789'],
    ['+54 9 11 2345 6789', 'AR', undefined, '5491123456789'],
    ['+39 06 1234 5678', 'IT', undefined, '390612345678'],
    // International prefixes: github.com/google/libphonenumber/issues/1870.
    ['001 44 20 7946 0018', 'TH', undefined, '442079460018'],
    ['0011 44 20 7946 0018', 'AU', undefined, '442079460018'],
    ['0021 44 20 7946 0018', 'BR', undefined, '442079460018'],
    ['00700 44 20 7946 0018', 'KR', undefined, '442079460018'],
    ['010 44 20 7946 0018', 'JP', undefined, '442079460018'],
    ['001 44 20 7946 0018', 'GR', 'th', '442079460018'],
    // … and 00, which people write everywhere.
    ['0044 20 7946 0018', 'US', undefined, '442079460018'],
    ['0044 20 7946 0018', 'TH', undefined, '442079460018'],
    ['0044 020 7946 0018', 'AU', undefined, '442079460018'],
    // What a spreadsheet makes of a number.
    ['6912345678.0', 'GR', undefined, '306912345678'],
    ['3.06912345678E+11', 'GR', undefined, '306912345678'],
    ['3.1E+11', 'GR', undefined, 'refused: spreadsheet_number'],
    // A number of no range that is known keeps its digits.
    ['+1 555 0100 123', 'US', undefined, '15550100123'],
  ] as const)(
    '%j with the default %s in an event of %s is sent as %j',
    (text, home, country, sent) => {
      const phone = phoneNumbers(home);
      expect(outcome(normalizePhone(text, { country, phone }))).toBe(sent);
    },
  );

  it('takes a default that does not exist for none', () => {
    // @ts-expect-error the types refuse it
    const parse = phoneNumbers('XX');
    expect(parse('210 123 4567', undefined)).toBeUndefined();
    expect(parse('+44 020 7946 0018', undefined)).toBe('442079460018');
    expect(parse('210 123 4567', 'gr')).toBe('302101234567');
  });

  it('has no answer for what is no number', () => {
    const parse = phoneNumbers('GR');
    for (const text of ['', '+', '0', 'x'.repeat(10_000), '9'.repeat(64), '\ud800', '٢١٠']) {
      expect(parse(text, 'gr')).toBeUndefined();
    }
  });
});
