import {
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { normalizePhone } from '../../src/normalize/phone.ts';
import { context, outcome } from './outcome.ts';

// First, because it reads the table: mutation testing runs only this test for that.
it('reads codes, countries, lengths, trunk prefixes and prefixes of international calls', () => {
  const numbers: readonly [given: string, country: string | undefined, expected: string][] = [
    ['+44 020 7946 0018', undefined, '442079460018'],
    ['+44 00 20 7946 0018', undefined, '442079460018'],
    ['+44 20 7946 0018', undefined, '442079460018'],
    ['+7 8 912 345 67 89', undefined, '79123456789'],
    ['+7 800 555 35 35', undefined, '78005553535'],
    ['+36 06 30 123 4567', undefined, '36301234567'],
    ['+1 1 415 555 2671', undefined, '14155552671'],
    ['+39 06 1234 5678', undefined, '390612345678'],
    ['+378 (0)549 886377', undefined, '3780549886377'],
    ['+225 07 08 12 34 56', undefined, '2250708123456'],
    ['+353 085 012 3456', undefined, '353850123456'],
    ['+30 0210 123 4567', undefined, '3002101234567'],
    ['0011 44 020 7946 0018', 'au', '442079460018'],
    ['0021 44 20 7946 0018', 'br', '442079460018'],
    ['00700 44 20 7946 0018', 'kr', '442079460018'],
    ['8 10 44 20 7946 0018', 'ru', '442079460018'],
    ['011 44 20 7946 0018', 'ca', '442079460018'],
    ['1-415-555-2671', 'us', '14155552671'],
    ['1 (876) 555-2671', 'jm', '18765552671'],
    ['593 2 234 5678', 'ec', '59322345678'],
    ['44 020 7946 0018', 'gb', '442079460018'],
    // Numbers of nine digits are in another row of the table than those of Jersey.
    ['011 44 16977 2555', 'us', '44169772555'],
    ['44 1534 123456', 'je', '441534123456'],
    // Without a plus sign or prefix, a number of another country may be one of this country.
    ['44 20 7946 0018', 'gr', '442079460018, with a warning: phone_without_country_code'],
    // A trunk prefix and numbers that begin with the same digit.
    ['+250 0788 123 456', undefined, '250788123456'],
    ['+250 06 123 456', undefined, '25006123456'],
    ['+993 8 66 123456', undefined, '99366123456'],
    ['+992 8 917 12 3456', undefined, '9928917123456'],
    ['8 10 44 20 7946 0018', 'tj', '442079460018'],
  ];
  for (const [given, country, expected] of numbers) {
    expect([given, ours(given, country)]).toEqual([given, expected]);
  }
});

// libphonenumber's own example of a mobile number, for every region.
describe('the example numbers of every region', () => {
  const numbers = Object.entries(examples).map(([region, national]) => ({
    region,
    code: getCountryCallingCode(region as never),
    national,
  }));

  it('are sent as they are, with their country code', () => {
    expect(numbers.length).toBeGreaterThan(240);
    for (const { region, code, national } of numbers) {
      for (const given of [`+${code} ${national}`, `00${code}-${national}`]) {
        expect([region, ours(given)]).toEqual([region, code + national]);
      }
    }
  });

  it('are sent as libphonenumber reads them, with a zero behind the country code', () => {
    const differences = numbers.flatMap(({ region, code, national }) => {
      const given = `+${code} 0${national}`;
      const theirs = parsePhoneNumberFromString(given);
      const expected = theirs?.isValid() === true ? theirs.number.slice(1) : `${code}0${national}`;
      return ours(given) === expected ? [] : [`${region} ${given}: ${ours(given)}, ${expected}`];
    });
    // The old way to call a mobile phone from a fixed one: libphonenumber takes 03 for a carrier.
    expect(differences).toEqual(['CO +57 03211234567: 573211234567, 5703211234567']);
  });

  it('are recognised without a plus sign where they cannot be a national number', () => {
    const unknown = numbers.flatMap(({ region, code, national }) =>
      ours(`${code} ${national}`, region.toLowerCase()) === code + national ? [] : [region],
    );
    // In these, some national numbers have as many digits.
    expect(unknown.join(' ')).toBe('AD AT CU DE ID IL IT MM NL PM RS TK WS XK');
  });
});

it('numbers dialled abroad from each country are sent as libphonenumber reads them', () => {
  // https://www.itu.int/pub/T-SP-E.164C: what is dialled before a country code
  const prefixes = '0 001 002 008 009 010 011 0011 0021 00700 119 810 990'.split(' ');
  const abroad = '442079460018';
  const differences = getCountries().flatMap((region) =>
    prefixes.flatMap((prefix) => {
      const theirs = parsePhoneNumberFromString(prefix + abroad, region);
      if (theirs?.number !== `+${abroad}` || getCountryCallingCode(region) === '44') return [];
      const digits = ours(prefix + abroad, region.toLowerCase());
      return digits === abroad ? [] : [`${region} ${prefix}: ${digits}`];
    }),
  );
  expect(differences).toEqual([]);
});

function ours(given: string, country?: string): string {
  return outcome(normalizePhone(given, context({ country })));
}
