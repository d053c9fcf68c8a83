import { readFile } from 'node:fs/promises';
import { getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { phoneTable, phoneTableFile } from '../../../../tools/phone-table.ts';
import { normalizePhone } from '../../src/normalize/phone.ts';
import { context, outcome } from './outcome.ts';

it('the table of numbering plans is what `npm run phone-table` makes', async () => {
  expect(await readFile(phoneTableFile, 'utf8')).toBe(phoneTable());
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
});

function ours(given: string): string {
  return outcome(normalizePhone(given, context()));
}
