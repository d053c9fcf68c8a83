import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { normalizePhone } from '../../src/normalize/phone.ts';
import type { PhoneParser } from '../../src/normalize/rule.ts';
import { context, outcome } from './outcome.ts';

const refused = 'refused: invalid_phone';
const lost = 'refused: spreadsheet_number';
const national = (digits: string) => `${digits}, with a warning: phone_without_country_code`;

describe('normalizePhone', () => {
  it.each([
    ['+16505551212', '16505551212'],
    ['+1 (650) 555-1212', '16505551212'],
    ['+44 (0)20 7946 0958', '442079460958'],
    ['+44(0)2079460958', '442079460958'],
    ['0044 (0) 20 7946 0958', '442079460958'],
    ['0044 20 7946 0958', '442079460958'],
    ['(+44) 20 7946 0958', '442079460958'],
    ['Tel: +44 20 7946 0958', '442079460958'],
    ['Tel:+442079460958', '442079460958'],
    ['+01234567', '1234567'],
    ['+225 (07) 08 12 34 56', '2250708123456'],
    ['tel:+44-20-7946-0958;ext=5', '442079460958'],
    ['+49.170.1234567', '491701234567'],
    ['00011234567', '11234567'],
    ['+0044 20 7946 0958', '442079460958'],
    // This zero belongs to numbers of Italy with the Vatican, and of San Marino …
    ['+39 (0)6 1234 5678', '390612345678'],
    ['+39 06 1234 5678', '390612345678'],
    ['0039 (0)6 1234 5678', '390612345678'],
    ['+378 (0)549 886377', '3780549886377'],
    ['+378 0549 886377', '3780549886377'],
    ['+39 (0)6 69812345', '390669812345'],
    // … and of Côte d'Ivoire and Congo-Brazzaville.
    ['+225 07 08 12 34 56', '2250708123456'],
    ['+225 (0)7 08 12 34 56', '2250708123456'],
    ['+242 06 612 3456', '242066123456'],
    // Elsewhere a zero behind the country code is a trunk prefix.
    ['+44 020 7946 0018', '442079460018'],
    ['+44020 7946 0018', '442079460018'],
    ['+44 [0]20 7946 0018', '442079460018'],
    ['(+44) 020 7946 0018', '442079460018'],
    ['0044 020 7946 0018', '442079460018'],
    ['+49 (0170) 1234567', '491701234567'],
    ['+49 0170 1234567', '491701234567'],
    ['0049 0170 1234567', '491701234567'],
    ['+33 06 12 34 56 78', '33612345678'],
    ['+61 0412 345 678', '61412345678'],
    ['+31 06 12345678', '31612345678'],
    ['+353 085 012 3456', '353850123456'],
    ['+32 0470 12 34 56', '32470123456'],
    ['+43 0664 123456', '43664123456'],
    ['+46 070 123 45 67', '46701234567'],
    // Greece has no trunk prefix, but people show one.
    ['+30 (0)210 123 4567', '302101234567'],
    // The prefix may be another digit, where the number is too long with it.
    ['+7 8 912 345 67 89', '79123456789'],
    ['+7 800 555 35 35', '78005553535'],
    ['+36 06 30 123 4567', '36301234567'],
    ['+1 1 415 555 2671', '14155552671'],
    ['+7 9 912 345 67 89', '799123456789'],
    ['+44 ( 0 ) 20 7946 0958', '442079460958'],
    ['+44 (0) 20 7946 (0) 958', '442079460958'],
    ['+44 (10) 7946 0958', '441079460958'],
    ['+44 39 (0)1234567', '44391234567'],
    ['+1 650 555 1212 ext 5', '16505551212'],
    ['+1 650 555 1212 ext. 5', '16505551212'],
    ['+1 650 555 1212, Extension 5', '16505551212'],
    ['+1 650 555 1212x5', '16505551212'],
    ['+1 650 555 1212 X 5', '16505551212'],
    ['+1 650 555 1212 #5', '16505551212'],
    ['+1 650 555 1212 (ext 5)', '16505551212'],
    ['Fax +1 650 555 1212', '16505551212'],
    ['＋３０２１０１２３４５６７', '302101234567'],
    ['+٩٦٦٥٠١٢٣٤٥٦٧', '966501234567'],
    ['+۹۸۹۱۲۳۴۵۶۷۸۹', '989123456789'],
    ['+1234567', '1234567'],
    ['+1 (650)-(555)-1212', '16505551212'],
    ['+999 (0) 123 4567', '9991234567'],
    ['+123456789012345', '123456789012345'],
    ['+123456', refused],
    ['+1234567890123456', refused],
    ['+1 23 45 6', refused],
    ['+1 2345 6789 0123 456', refused],
    ['123', refused],
    ['no number', refused],
    ['+', refused],
    ['6505551212 / 6505551213', refused],
    ['(650)555-1212', national('6505551212')],
    ['650-555-1212 ext 5', national('6505551212')],
    ['020 7946 0958', national('2079460958')],
    ['(0)20 7946 0958', national('2079460958')],
    ['16505551212', national('16505551212')],
    ['123456789012345', national('123456789012345')],
    ['1234567', national('1234567')],
    ['210 (0)1234567', national('21001234567')],
    ['2101 (0)0 234567', national('210100234567')],
    ['210 1234567 +1', national('21012345671')],
    ['123456', refused],
    ['1234567890123456', refused],
    // What a spreadsheet makes of a number: github.com/rapidpro/rapidpro/issues/241.
    ['+306912345678.0', '306912345678'],
    ['+306912345678,00', '306912345678'],
    ['6912345678.0', national('6912345678')],
    ['3.06912345678E+11', national('306912345678')],
    ['3,06912345678e11', national('306912345678')],
    ['+3.06912345678E+11', '306912345678'],
    ['3.1E+11', lost],
    ['3.06912345678E+12', lost],
    ['3.06912345678E+10', lost],
    ['6E+9', lost],
    ['6E+17', lost],
    ['3.06912345678E-11', lost],
    ['3.06912345678E111', lost],
    ['36.912345678E+9', lost],
    ['"6912345678.0"', national('6912345678')],
    ["'+306912345678.0", '306912345678'],
    ['=3.06912345678E+11', national('306912345678')],
    [' (3.1E+11) ', lost],
    ['3.06912345678 E+11', lost],
    ['3.06912345678E+11.0', lost],
    ['3.06912345678E+011', national('306912345678')],
    ['306912345678.000', national('306912345678')],
    ['+49.170.12345.00', '491701234500'],
  ])('without a parser %j becomes %j', (text, expected) => {
    expect(outcome(normalizePhone(text, context()))).toBe(expected);
  });

  it.each([
    // The country code is there already.
    ['1-415-555-2671', 'us', '14155552671'],
    ['1-415-555-2671 +', 'us', '14155552671'],
    ['Tel. 1-415-555-2671', 'us', '14155552671'],
    ['Tel: +44 20 7946 0018', 'us', '442079460018'],
    // Digits behind a plus sign never are a prefix of international calls, as 810 is in Russia.
    ['Tel: +81 06 8123 4567', 'ru', '81681234567'],
    ['593 99 123 4567', 'ec', '593991234567'],
    ['593 2 234 5678', 'ec', '59322345678'],
    ['306941234567', 'gr', '306941234567'],
    ['44 020 7946 0018', 'gb', '442079460018'],
    ['8 912 345 67 89', 'ru', national('89123456789')],
    // A German number may have 12 digits, so nobody can tell.
    ['491701234567', 'de', national('491701234567')],
    ['210 1234567', 'gr', national('2101234567')],
    // Each country has its own prefix of international calls.
    ['011 44 20 7946 0018', 'us', '442079460018'],
    ['001 44 20 7946 0018', 'th', '442079460018'],
    ['0011 44 020 7946 0018', 'au', '442079460018'],
    ['0021 44 20 7946 0018', 'br', '442079460018'],
    ['00700 44 20 7946 0018', 'kr', '442079460018'],
    ['010 44 20 7946 0018', 'jp', '442079460018'],
    ['8 10 44 20 7946 0018', 'ru', '442079460018'],
    ['0044 20 7946 0018', 'th', '442079460018'],
    ['0044 20 7946 0018', 'us', '442079460018'],
    // A zero in parentheses is not dialled from abroad, also where a longer number would be possible.
    ['00352 (0)621 123 456', 'lu', '352621123456'],
    ['00352 (0)621 123 456', 'de', '352621123456'],
    ['011 352 (0)621 123 456', 'us', '352621123456'],
    ['011 44 (0)20 7946 0018', 'us', '442079460018'],
    // In Italy it belongs to the number.
    ['011 39 (0)6 1234 5678', 'us', '390612345678'],
    ['001 415 555 2671', 'gr', '14155552671'],
    ['011 44 20 7946 0018 +', 'us', '442079460018'],
    // No country has this code.
    ['011 999 123 4567', 'us', national('119991234567')],
    // Without a plus sign or prefix, a number of another country may be one of this country.
    ['44 20 7946 0018', 'gr', national('442079460018')],
    // … which may be a single zero, as before a number at home.
    ['021 123 4567', 'nz', national('211234567')],
    ['0 44 20 7946 0018', 'ws', '442079460018'],
    ['210 1234567', 'zz', national('2101234567')],
  ])('without a parser %j in an event of %s becomes %j', (text, country, expected) => {
    expect(outcome(normalizePhone(text, context({ country })))).toBe(expected);
  });

  it('asks the parser about every number, without the extension and with the country', () => {
    const phone = vi.fn<PhoneParser>(() => '302101234567');
    expect(normalizePhone('210 1234567 ext 5', context({ country: 'gr', phone }))).toBe(
      '302101234567',
    );
    expect(phone.mock.calls).toEqual([['210 1234567', 'gr']]);
    normalizePhone('+1 650 555 1212', context({ country: 'gr', phone }));
    normalizePhone('0044 20 7946 0958', context({ country: 'gr', phone }));
    expect(phone).toHaveBeenCalledTimes(3);
  });

  it.each([undefined, null, '', '+', '123', '1234567890123456'])(
    'keeps the digits where the parser returns %j',
    (answer) => {
      const phone = (() => answer) as PhoneParser;
      const normalized = normalizePhone('210 1234567', context({ phone }));
      expect(outcome(normalized)).toBe(national('2101234567'));
    },
  );

  it.each([302101234567, Promise.resolve('302101234567'), {}])(
    'reports a parser that returns no text, and reads the number without it: %j',
    (answer) => {
      const phone = (() => answer) as unknown as PhoneParser;
      const warning = 'with a warning: phone_parser_result';
      const read = (text: string) => outcome(normalizePhone(text, context({ phone })));
      expect(read('+30 (0)210 1234567')).toBe(`302101234567, ${warning}`);
      expect(read('210 1234567')).toBe(`2101234567, ${warning}`);
      expect(read('12')).toBe(refused);
    },
  );

  it('handles the rejection of an async parser', async () => {
    const unhandled = vi.fn<() => void>();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => void process.off('unhandledRejection', unhandled));
    const phone = (() => Promise.reject(new Error('no table'))) as unknown as PhoneParser;
    expect(outcome(normalizePhone('+30 210 1234567', context({ phone })))).toMatch(
      /^302101234567,/,
    );
    await new Promise((wake) => setTimeout(wake));
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('takes digits alone from what the parser says', () => {
    expect(normalizePhone('210 1234567', context({ phone: () => '+30 210 1234567' }))).toBe(
      '302101234567',
    );
  });

  it("names the event's own country where it is known, and only then", () => {
    const german = normalizePhone('030 1234567', context({ country: 'de' }));
    expect(german).toMatchObject({ message: expect.stringContaining('phoneNumbers("DE")') });
    expect(JSON.stringify(german)).not.toMatch(/GR|\+30/);
    expect(outcome(german)).toBe(national('301234567'));
    expect(normalizePhone('210 1234567', context())).toMatchObject({
      message: expect.stringMatching(/phoneNumbers\("GR"\) .*your country in place of GR/),
    });
  });

  it('tells those without a parser about it, the others that it did not help', () => {
    expect(normalizePhone('210 1234567', context())).toMatchObject({
      message: expect.stringContaining('phoneNumbers("GR")'),
    });
    expect(normalizePhone('210 1234567', context({ phone: () => undefined }))).toMatchObject({
      message: expect.stringContaining("not a number of the event's country"),
    });
  });
});
