import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { PhoneParser } from '../../../src/normalize/rule.ts';
import { normalizeUserDataValue } from '../../../src/prepare/user-data/normalized-value.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const birthday = new Date('1997-02-16');
const leadId = '123456789012345';

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
describe('a value of userData', () => {
  test.each<[string, unknown, string, string]>([
    ['email', ' John_Smith@gmail.com ', 'em', 'john_smith@gmail.com'],
    ['phone', '+1 (650)555-1212', 'ph', '16505551212'],
    ['dateOfBirth', birthday, 'db', '19970216'],
    ['dateOfBirth', '2/16/1997', 'db', '19970216'],
    ['country', 'United States', 'country', 'us'],
    ['externalId', 7, 'external_id', '7'],
  ])('%s %j is normalised and hashed', (name, value, wireName, normalized) => {
    expect(normalizeUserDataValue(name, value)).toEqual({
      wireName,
      normalized,
      sent: digest(normalized),
      problems: [],
    });
  });

  test('of a key that is never hashed is sent as it is', () => {
    const expected = { wireName: 'lead_id', normalized: leadId, sent: leadId, problems: [] };
    expect(normalizeUserDataValue('leadId', ` ${leadId}`)).toEqual(expected);
  });

  test('that is a digest has no normalised form', () => {
    expect(normalizeUserDataValue('firstName', digest('jo').toUpperCase())).toEqual({
      wireName: 'fn',
      normalized: undefined,
      sent: digest('jo'),
      problems: [],
    });
  });

  test.each<[string, unknown, string, RegExp[]]>([
    ['email', 'jo@example', 'em', [/^userData\.email is not an e-mail address/]],
    ['leadId', digest('lead'), 'lead_id', [/^userData\.leadId is a SHA-256/]],
    ['firstName', 'null', 'fn', [/^userData\.firstName is a word such as "null"/]],
    ['firstName', {}, 'fn', [/^userData\.firstName is not text/]],
    ['firstName', '', 'fn', []],
  ])('that is not sent says why: %s %j', (name, value, wireName, problems) => {
    expect(normalizeUserDataValue(name, value)).toEqual({
      wireName,
      normalized: undefined,
      sent: undefined,
      problems: problems.map((problem) => expect.stringMatching(problem)),
    });
  });

  test('of an unknown key names the key that was probably meant', () => {
    expect(normalizeUserDataValue('mail', 'jo@example.com')).toEqual({
      wireName: undefined,
      normalized: undefined,
      sent: undefined,
      problems: [expect.stringMatching(/^userData\.mail .*did you mean userData\.email\?$/)],
    });
  });

  test('with a problem may be sent all the same', () => {
    expect(normalizeUserDataValue('phone', '(650) 555-1212')).toEqual({
      wireName: 'ph',
      normalized: '6505551212',
      sent: digest('6505551212'),
      problems: [expect.stringMatching(/^userData\.phone has no country code/)],
    });
  });
});

describe('the country of the event', () => {
  test.each<[string, string, string | undefined, string]>([
    ['zip', '940351234', 'US', '94035'],
    ['zip', '940351234', 'United States', '94035'],
    ['zip', '940351234', 'GR', '940351234'],
    ['zip', '940351234', undefined, '940351234'],
    ['state', 'Georgia', 'US', 'ga'],
    ['state', 'Georgia', 'GE', 'georgia'],
  ])('decides how %s %s is spelled: %s', (name, value, country, normalized) => {
    expect(normalizeUserDataValue(name, value, { country })).toMatchObject({
      normalized,
      sent: digest(normalized),
      problems: [],
    });
  });

  test('is given to the phone parser', () => {
    const phone: PhoneParser = (text, country) =>
      country === 'gr' ? `30${text.replace(/\D/g, '')}` : undefined;
    expect(normalizeUserDataValue('phone', '210 1234567', { country: 'GR', phone })).toMatchObject({
      normalized: '302101234567',
      sent: digest('302101234567'),
    });
  });

  test('does not replace a country that is asked about', () => {
    expect(normalizeUserDataValue('country', 'Greece', { country: 'DE' })).toMatchObject({
      normalized: 'gr',
      sent: digest('gr'),
    });
  });

  test('is no problem of another value where it cannot be read', () => {
    expect(normalizeUserDataValue('zip', '940351234', { country: 'Atlantis' })).toEqual({
      wireName: 'zp',
      normalized: '940351234',
      sent: digest('940351234'),
      problems: [],
    });
  });
});
