import { describe, expect, test } from 'vitest';
import { holdsToken } from '../../src/privacy/page-token.ts';

describe('a part of a path that holds a token', () => {
  test.each([
    // https://www.rfc-editor.org/rfc/rfc7519#section-3.1
    ['a JWT', 'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UifQ.dBjftJeZ4CVP'],
    ['a JWT without a digit or another capital', 'eyJhbcdefghijklmn.eyJ'],
    ['a JWT behind a name', 'reset;jwt=eyJhbcdefghijklmn.eyJ'],
    ['a JWT behind a bracket', '(eyJhbcdefghijklmn.eyJ)'],
    // https://www.rfc-editor.org/rfc/rfc9562#appendix-A
    ['a UUID', '919108f7-52d1-4320-9bac-f847db4148a8'],
    ['a UUID in capitals', '919108F7-52D1-4320-9BAC-F847DB4148A8'],
    ['a UUID of digits alone', '91910807-5201-4320-9000-184700414808'],
    ['a UUID within text', 'order-919108f7-52d1-4320-9bac-f847db4148a8.pdf'],
    ['an MD5', '5d41402abc4b2a76b9719d911017c592'],
    ['32 hex digits that hardly change', 'a1111111111111111111111111111111'],
    ['32 hex digits with one number', '1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['… in capitals', '1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['… behind 32 letters', `${'abcdefab'.repeat(4)}-a${'1'.repeat(31)}`],
    ['… within text', 'file.1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.zip'],
    // https://github.com/ai/nanoid
    ['a Nano ID', 'V1StGXR8_Z5jdHi6B-myT'],
    // https://github.com/ulid/spec
    ['a ULID', '01ARZ3NDEKTSV4RRFFQ69G5FAV'],
    // https://github.com/segmentio/ksuid
    ['a KSUID', '0ujtsYcgvSTl8PAuAdqWYSMnLOv'],
    // https://www.mongodb.com/docs/manual/reference/method/objectid/
    ['a MongoDB ObjectId', '507f1f77bcf86cd799439011'],
    [
      'a Stripe Checkout session',
      'cs_test_a11YYufWQzNY63zpQ6QSNRQhkUpVph4WRmzW0zWJO2znZKdVujZ0N0S22u',
    ],
    ['20 random characters', 'q7f3k9x2m5p8r1t6w4z0'],
    ['20 random characters with two letters', '1a23456789012b345678'.replaceAll('234', 'aBc')],
    ['one digit among capitals and small letters', 'aBcDeFgHiJkLmNoPqRs7'],
    ['a licence key', 'K7-M2-P9-X4-R8-T3-W6'],
    ['a fingerprint', '7a-9f-3c-1e-8b-2d-6c'],
    // Every fourth character is of another kind than the one before it …
    ['five changes in 20 characters', 'zzzaa09zzaaa90aazzz0'],
    ['… in capitals', 'ZZZAA09ZZAAA90AAZZZ0'],
    ['… with separators, which do not count', 'ab1cd2_e-fghi34-j-klmno5'],
    // … or with one digit more of them.
    ['13 changes with one digit', 'aBcDeFgHiJkLmnopqrs7'],
    ['8 changes with one digit', 'BCdEfGhIjklmnopqrst7'],
    ['random text before a name', 'q7f3k9x2m5p8r1t6w4z0.pdf'],
    ['random text behind a name', 'invoice;id=q7f3k9x2m5p8r1t6w4z0'],
  ])('%s: %s', (_, segment) => {
    expect(holdsToken(segment)).toBe(true);
  });
});

describe('a part of a path that holds none', () => {
  test.each([
    ['nothing', ''],
    ['19 random characters', 'q7f3k9x2m5p8r1t6w4z'],
    ['a short JWT', 'eyJh.eyJh'],
    ['a word that holds eyJ', 'monkeyJumpingSoManyTimes.eyJ'],
    ['eyJ without a second part', 'eyJumpingSoManyTimesToday'],
    ['32 digits', '12345678901234567890123456789012'],
    ['32 letters of hex', 'abcdefabcdefabcdefabcdefabcdefab'],
    ['31 hex digits that hardly change', 'a111111111111111111111111111111'],
    ['a UUID with a digit less', '91910807-5201-4320-9000-18470041480'],
    ['two short parts', 'q7f3k9x2m5p8.r1t6w4z0q7f3'],
    ['letters alone', 'aBcDeFgHiJkLmNoPqRsT'],
    ['digits alone', '12345678901234567890'],
    ['one letter among digits', '1234567890a234567890'],
    ['a word of a language with long words', 'Donaudampfschifffahrtsgesellschaft'],
    ['words', 'mens-running-shoes-blue-size-42'],
    ['capitalised words', 'Nike-Air-Max-90-Size-42-Men-2024'],
    ['a name in camelCase with a digit', 'getUserProfileByIdentifier2'],
    ['a name with a year', 'category_name_with_underscores_2024'],
    ['four changes in 20 characters', 'abcde12fghij34klmnop'],
    ['7 changes with one digit', 'abCdEfGhijklmnopqrs7'],
    ['short capitalised words', 'Big-Red-Cup-Set-of-24-Pcs'],
    ['short words with underscores', 'men_new_red_cap_of_2024'],
    ['a date', '2026-11-27-2026-12-27'],
    ['a model number', 'iphone-15-pro-max-256gb-blue-titanium'],
  ])('%s: %s', (_, segment) => {
    expect(holdsToken(segment)).toBe(false);
  });
});
