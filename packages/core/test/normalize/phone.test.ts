import { describe, expect, it, vi } from 'vitest';
import { normalizePhone } from '../../src/normalize/phone.ts';
import type { PhoneParser } from '../../src/phone-parser.ts';
import { context, outcome } from './outcome.ts';

const refused = 'refused: invalid_phone';
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
    // This zero belongs to Italian numbers and to those of San Marino and the Vatican.
    ['+39 (0)6 1234 5678', '390612345678'],
    ['0039 (0)6 1234 5678', '390612345678'],
    ['+378 (0)549 886377', '3780549886377'],
    ['+379 (0)6 69812345', '3790669812345'],
    // … and to no others.
    ['+390 (0)1234567', '3901234567'],
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
  ])('without a parser %j becomes %j', (text, expected) => {
    expect(outcome(normalizePhone(text, context()))).toBe(expected);
  });

  it('asks the parser about national numbers only, without the extension and with the country', () => {
    const phone = vi.fn<PhoneParser>(() => '302101234567');
    expect(normalizePhone('210 1234567 ext 5', context({ country: 'gr', phone }))).toBe(
      '302101234567',
    );
    expect(phone.mock.calls).toEqual([['210 1234567', 'gr']]);
    normalizePhone('+1 650 555 1212', context({ country: 'gr', phone }));
    normalizePhone('0044 20 7946 0958', context({ country: 'gr', phone }));
    expect(phone).toHaveBeenCalledTimes(1);
  });

  it.each([undefined, '', '+', '123', '1234567890123456'])(
    'keeps the digits where the parser says %j',
    (answer) => {
      const normalized = normalizePhone('210 1234567', context({ phone: () => answer }));
      expect(outcome(normalized)).toBe(national('2101234567'));
    },
  );

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
      message: expect.stringContaining("no number of the event's country"),
    });
  });
});
