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
    // … unless the number is none of that country.
    ['210 123 4567', 'GR', 'gb', '302101234567'],
    ['210 123 4567', 'GR', 'zz', '302101234567'],
    // With a country code there is nothing to guess.
    ['+44 20 7946 0958', 'GR', 'gr', '442079460958'],
    ['123 4567', 'GR', 'gr', '1234567, with a warning: phone_without_country_code'],
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
    expect(parse('210 123 4567', 'gr')).toBe('302101234567');
  });

  it('has no answer for what is no number', () => {
    const parse = phoneNumbers('GR');
    for (const text of ['', '+', '0', 'x'.repeat(10_000), '9'.repeat(64), '\ud800', '٢١٠']) {
      expect(parse(text, 'gr')).toBeUndefined();
    }
  });
});
