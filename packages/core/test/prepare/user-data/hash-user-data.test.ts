import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDiagnostics } from '../../../src/event/issue.ts';
import type { PhoneParser } from '../../../src/normalize/rule.ts';
import { hashUserData } from '../../../src/prepare/user-data/hash-user-data.ts';
import { recorder } from '../../recorder.ts';

// Node's own older interface: no line of ours between the expectation and the digest.
const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

function boom(): never {
  throw new Error('boom');
}

function traced(userData: unknown, options: { phone?: PhoneParser } = {}) {
  const { warnings, explanations, ...others } = recorder();
  const wire = hashUserData(userData, { warnings, explanations, ...others }, options);
  for (const { path, message } of warnings) {
    expect(message).toMatch(said);
    expect(message).toContain(path);
  }
  return { wire, warnings, explanations };
}

// Each message names the field, what is wrong and what to do.
const said =
  /^(userData\S*|A key of userData) (is|has|holds|threw) .*(; (give|leave) |did you mean |; the type )/;

function hashed(userData: unknown, options: { phone?: PhoneParser } = {}) {
  const { wire, warnings } = traced(userData, options);
  return { wire, codes: warnings.map(({ code }) => code) };
}

describe('the published vectors', () => {
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
  // https://developers.facebook.com/documentation/meta-pixel/advanced/advanced-matching (jsmith)
  it.each([
    [
      { email: 'John_Smith@gmail.com' },
      'em',
      '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f',
    ],
    [
      { email: 'jsmith@example.com' },
      'em',
      '6e3913852f512d76acff15d1e402c7502a5bbe6101745a7120a2a4833ebd2350',
    ],
    [
      { phone: '+1 (650)555-1212' },
      'ph',
      'e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176',
    ],
    [
      { firstName: 'Mary' },
      'fn',
      '6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec',
    ],
    [{ firstName: '정' }, 'fn', '8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14'],
    [
      { firstName: 'Valéry' },
      'fn',
      '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c',
    ],
    [
      { lastName: 'Vale\u0301ry' },
      'ln',
      '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c',
    ],
    [
      { dateOfBirth: '2/16/1997' },
      'db',
      '01acdbf6ec7b4f478a225f1a246e5d6767eeab1a7ffa17f025265b5b94f40f0c',
    ],
    [
      { dateOfBirth: new Date('1997-02-16') },
      'db',
      '01acdbf6ec7b4f478a225f1a246e5d6767eeab1a7ffa17f025265b5b94f40f0c',
    ],
    [
      { country: 'United States' },
      'country',
      '79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621',
    ],
    [
      { gender: 'Female' },
      'ge',
      '252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111',
    ],
    [{ gender: 'Male' }, 'ge', '62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a'],
    [{ city: 'Paris' }, 'ct', '1670f2e42fefa5044d59a65349e47c566009488fc57d7b4376dd5787b59e3c57'],
    [{ city: 'London' }, 'ct', '6089854c94ca5454b76be6752c562901a985f64c9a946f62976aeab593b83161'],
    [
      { city: 'New York' },
      'ct',
      '350c754ba4d38897693aa077ef43072a859d23f613443133fecbbd90a3512ca5',
    ],
    [
      { state: 'Arizona' },
      'st',
      '9c0ada37bf74aeefae949fdfc90db0cf6eaf90192eff67d65887771f0585e055',
    ],
    [{ state: 'CA' }, 'st', '6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126'],
    [{ zip: '94035' }, 'zp', '1794327a4d443904421f5ca1f3d72d0a62ba2f0770d80755ec2220fc0efb052e'],
    [{ zip: '1987' }, 'zp', '744b93f9950fc38dad705556931ea48193b99dcb191cc9bd77097f65fbe2f0b8'],
    [{ zip: '75018' }, 'zp', '8dc3075ea745609c169d1c120d3fcd1c42673d16f18b423f4374e894d34a098a'],
    [{ zip: 'M1 1AE' }, 'zp', '1dc694c2070e697769fb959b50671d76cafd430d8ca191fbdd0affcaea344ac5'],
  ])('%j is sent as %s %s', (userData, wire, expected) => {
    expect(hashed(userData)).toStrictEqual({ wire: { [wire]: [expected] }, codes: [] });
  });
});

describe('the shape', () => {
  it('is a list for each hashed key and a single text for each other', () => {
    const { wire, codes } = hashed({
      email: 'a@example.com',
      phone: '+302101234567',
      firstName: 'a',
      lastName: 'b',
      gender: 'f',
      dateOfBirth: '1997-02-16',
      city: 'c',
      state: 'd',
      zip: '1',
      country: 'gr',
      externalId: 7,
      subscriptionId: ' sub_1 ',
      fbLoginId: 10229876543210987n,
      leadId: '123456789012345',
      anonId: 'XZ1',
      madid: '38400000-8cf0-11bd-b23e-10b96e40000d',
      pageId: '1',
      pageScopedUserId: 2n,
      ctwaClid: 'ARA-x_Y',
      igAccountId: '3',
      igSid: '4',
    });
    expect(codes).toEqual([]);
    expect(wire).toEqual({
      em: [digest('a@example.com')],
      ph: [digest('302101234567')],
      fn: [digest('a')],
      ln: [digest('b')],
      ge: [digest('f')],
      db: [digest('19970216')],
      ct: [digest('c')],
      st: [digest('d')],
      zp: [digest('1')],
      country: [digest('gr')],
      external_id: [digest('7')],
      subscription_id: 'sub_1',
      fb_login_id: '10229876543210987',
      lead_id: '123456789012345',
      anon_id: 'XZ1',
      madid: '38400000-8cf0-11bd-b23e-10b96e40000d',
      page_id: '1',
      page_scoped_user_id: '2',
      ctwa_clid: 'ARA-x_Y',
      ig_account_id: '3',
      ig_sid: '4',
    });
  });

  it.each([
    [undefined],
    [null],
    [{}],
    [{ email: undefined, phone: null, city: '', zip: '  ', externalId: [], leadId: '\u200b' }],
    [{ email: [undefined, null, '', '\u00a0\ufeff'] }],
  ])('has no key where no value is given: %j', (userData) => {
    expect(hashed(userData)).toStrictEqual({ wire: {}, codes: [] });
  });

  it.each([['text'], [7], [true], [[{ email: 'a@example.com' }]], [() => 1], [Symbol('s')]])(
    'is empty, with a warning, for what is no object: %s',
    (userData) => {
      const { wire, warnings } = traced(userData);
      expect(wire).toEqual({});
      expect(warnings).toMatchObject([{ code: 'invalid_user_data', path: 'userData' }]);
    },
  );
});

describe('lists', () => {
  it('hold each digest once, in the order given', () => {
    const { wire, codes } = hashed({
      email: ['A@example.com', null, ' a@EXAMPLE.com', 'b@example.com', digest('a@example.com')],
    });
    expect(wire).toEqual({ em: [digest('a@example.com'), digest('b@example.com')] });
    expect(codes).toEqual([]);
  });

  it('lose their bad values only, each named by its place', () => {
    const { wire, warnings } = traced({ email: ['no address', 'a@example.com', {}] });
    expect(wire).toEqual({ em: [digest('a@example.com')] });
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([
      ['invalid_email', 'userData.email[0]'],
      ['not_text', 'userData.email[2]'],
    ]);
  });

  it('are read up to 100 values', () => {
    const ids = Array.from({ length: 101 }, (_, index) => `id${index}`);
    expect(hashed({ externalId: ids.slice(0, 100) }).codes).toEqual([]);
    const { wire, warnings } = traced({ externalId: ids });
    expect(wire['external_id']).toHaveLength(100);
    expect(warnings).toMatchObject([{ code: 'too_many_values', path: 'userData.externalId[100]' }]);
    const endless: unknown[] = [];
    endless.length = 4_000_000_000;
    expect(hashed({ externalId: endless })).toStrictEqual({ wire: {}, codes: ['too_many_values'] });
  });

  it('are not taken where Meta takes one value', () => {
    expect(hashed({ leadId: ['123456789012345'] })).toStrictEqual({
      wire: {},
      codes: ['not_text'],
    });
  });
});

describe('digests', () => {
  const sha256 = digest('a@example.com');

  it.each([
    ['lower case', sha256, sha256],
    ['upper case', sha256.toUpperCase(), sha256],
    ['spaces around', ` ${sha256}\n`, sha256],
    ["the parameter builder's short suffix", `${sha256}.Ab`, `${sha256}.Ab`],
    ["the parameter builder's long suffix", `${sha256}.AQIBAAEA`, `${sha256}.AQIBAAEA`],
    ['the long suffix twice', `${sha256}.AQIBAAEA.AQIBAAEA`, `${sha256}.AQIBAAEA.AQIBAAEA`],
    ['upper case with a suffix', `${sha256.toUpperCase()}.A_-z`, `${sha256}.A_-z`],
  ])('pass unhashed: %s', (_, given, sent) => {
    const keys = ['email', 'phone', 'firstName', 'gender', 'dateOfBirth', 'zip', 'externalId'];
    const { wire, codes } = hashed(Object.fromEntries(keys.map((key) => [key, given])));
    expect(codes).toEqual([]);
    expect(Object.values(wire)).toEqual(keys.map(() => [sent]));
  });

  it('are refused where Meta takes the plain value', () => {
    expect(hashed({ subscriptionId: sha256, leadId: `${sha256}.AQIBAAEA` })).toStrictEqual({
      wire: {},
      codes: ['hashed_value', 'hashed_value'],
    });
  });

  it.each([
    ['a suffix of one character', `${sha256}.A`],
    ['a suffix of nine', `${sha256}.ABCDEFGHI`],
    ['a suffix with a dot', `${sha256}.AB.CD`],
    ['no dot', `${sha256}AB`],
    ['a letter that is no hex digit', `${sha256.slice(1)}g`],
    ['63 digits', sha256.slice(1)],
    ['65 digits', `${sha256}0`],
    ['128 digits', sha256 + sha256],
    ['a leading sign', `-${sha256.slice(1)}`],
  ])('are no digests with %s: such text is hashed', (_, given) => {
    expect(hashed({ externalId: given }).wire).toEqual({
      external_id: [digest(given.toLowerCase())],
    });
  });

  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['undefined', 'undefined'],
  ])('are refused where they are the hash of %s', (_, text) => {
    for (const given of [digest(text), digest(text).toUpperCase(), `${digest(text)}.AQIBAAEA`]) {
      expect(hashed({ email: given, externalId: given })).toStrictEqual({
        wire: {},
        codes: ['hash_of_nothing', 'hash_of_nothing'],
      });
    }
  });

  it.each([
    ['MD5', createHash('md5').update('mary').digest('hex')],
    ['SHA-1', createHash('sha1').update('mary').digest('hex')],
  ])('are refused where they are %s', (_, given) => {
    expect(hashed({ firstName: given, email: given.toUpperCase() })).toStrictEqual({
      wire: {},
      codes: ['not_sha256', 'not_sha256'],
    });
  });

  it.each([`g${'a'.repeat(31)}`, `${'a'.repeat(31)}g`, `${'a'.repeat(39)}g`])(
    'are not what %s is, a name of that length',
    (name) => {
      expect(hashed({ firstName: name })).toStrictEqual({
        wire: { fn: [digest(name)] },
        codes: [],
      });
    },
  );

  it('of 32 or 40 hex digits are ids like any other in externalId', () => {
    for (const id of ['550e8400e29b41d4a716446655440000', 'a'.repeat(40)]) {
      expect(hashed({ externalId: id })).toStrictEqual({
        wire: { external_id: [digest(id)] },
        codes: [],
      });
    }
  });
});

describe('placeholders', () => {
  it.each(['null', 'NULL', ' undefined ', 'Undefined', 'n/a', 'N/A', '[object Object]', 'null.'])(
    '%j is never hashed',
    (text) => {
      expect(hashed({ lastName: text })).toStrictEqual({ wire: {}, codes: ['placeholder'] });
    },
  );

  it.each(['null', 'n/a'])('%j is no id either', (text) => {
    expect(hashed({ externalId: text, subscriptionId: text })).toStrictEqual({
      wire: {},
      codes: ['placeholder', 'placeholder'],
    });
  });

  it.each(['Nullson', 'undefine', 'na', 'none', '[object Object]s'])(
    '%j is not a placeholder',
    (text) => {
      expect(hashed({ lastName: text }).wire).toHaveProperty('ln');
    },
  );
});

describe('types', () => {
  it.each([
    [7, digest('7')],
    [-7, digest('-7')],
    [0, digest('0')],
    [Number.MAX_SAFE_INTEGER, digest('9007199254740991')],
    [12345678901234567890n, digest('12345678901234567890')],
    [2n ** 255n - 1n, digest(String(2n ** 255n - 1n))],
  ])('externalId %s is text', (externalId, expected) => {
    expect(hashed({ externalId })).toStrictEqual({ wire: { external_id: [expected] }, codes: [] });
  });

  it.each([
    [Number.MAX_SAFE_INTEGER + 1, 'inexact_number'],
    [1.5, 'inexact_number'],
    [Number.NaN, 'inexact_number'],
    [Number.POSITIVE_INFINITY, 'inexact_number'],
    [2n ** 255n, 'too_long'],
    [true, 'not_text'],
    [{}, 'not_text'],
    [[['a']], 'not_text'],
    [Symbol('s'), 'not_text'],
    [() => 'a', 'not_text'],
    [new Date(0), 'not_text'],
  ])('externalId %s is refused', (externalId, code) => {
    expect(hashed({ externalId })).toStrictEqual({ wire: {}, codes: [code] });
  });

  it('says how to give a long id that a JS number cannot hold', () => {
    const { wire, warnings } = traced({ leadId: Number('12345678901234567') });
    expect(wire).toEqual({});
    expect(warnings).toEqual([
      {
        code: 'inexact_number',
        path: 'userData.leadId',
        message: expect.stringMatching(/^userData\.leadId .*give text or a bigint/),
      },
    ]);
  });

  it('takes a Date in dateOfBirth alone', () => {
    const birth = new Date('1997-02-16');
    expect(hashed({ dateOfBirth: [birth], firstName: birth })).toStrictEqual({
      wire: { db: [digest('19970216')] },
      codes: ['not_text'],
    });
    expect(hashed({ dateOfBirth: new Date(Number.NaN) })).toStrictEqual({
      wire: {},
      codes: ['invalid_date_of_birth'],
    });
  });
});

describe('the longest input', () => {
  const rows: [string, string, string][] = [
    ['email', `${'a'.repeat(308)}@example.com`, 'a'],
    ['phone', `+302101234567${' '.repeat(69)}`, ' '],
    ['firstName', 'a'.repeat(256), 'a'],
    ['dateOfBirth', `1997-02-16 ${'0'.repeat(245)}`, '0'],
    ['externalId', 'a'.repeat(256), 'a'],
    ['subscriptionId', 'a'.repeat(256), 'a'],
  ];
  it.each(rows)('of %s is taken, and one character more is not', (key, longest, more) => {
    expect(hashed({ [key]: longest }).codes).toEqual([]);
    expect(Object.keys(hashed({ [key]: longest }).wire)).toHaveLength(1);
    expect(hashed({ [key]: longest + more })).toStrictEqual({ wire: {}, codes: ['too_long'] });
  });
});

describe("the event's own country", () => {
  it('decides how its state and zip code are spelled', () => {
    expect(hashed({ state: 'Georgia', zip: '940351234', country: 'USA' }).wire).toMatchObject({
      st: [digest('ga')],
      zp: [digest('94035')],
    });
    expect(hashed({ state: 'Georgia', zip: '940351234', country: 'Georgia' }).wire).toMatchObject({
      st: [digest('georgia')],
      zp: [digest('940351234')],
    });
  });

  it.each([
    ['gr', 'gr'],
    [['Greece', 'us'], 'gr'],
    [[null, 'us'], undefined],
    ['Atlantis', undefined],
    [digest('gr'), undefined],
    [7, undefined],
    [undefined, undefined],
  ])('%j is %j for the phone parser', (country, expected) => {
    const asked: unknown[] = [];
    const phone: PhoneParser = (_, of) => {
      asked.push(of);
      return '302101234567';
    };
    expect(hashed({ phone: '210 1234567', country }, { phone }).wire).toMatchObject({
      ph: [digest('302101234567')],
    });
    expect(asked).toEqual([expected]);
  });
});

describe('a phone without country code', () => {
  it('is sent with a warning', () => {
    const { wire, warnings } = traced({ phone: ['(650)555-1212'] });
    expect(wire).toEqual({ ph: [digest('6505551212')] });
    expect(warnings).toEqual([
      {
        code: 'phone_without_country_code',
        path: 'userData.phone[0]',
        message: expect.stringContaining('phoneNumbers("GR")'),
      },
    ]);
  });
});

describe('unknown keys', () => {
  it.each([
    ['em', 'userData.email'],
    ['mail', 'userData.email'],
    ['emial', 'userData.email'],
    ['e_mail', 'userData.email'],
    ['ph', 'userData.phone'],
    ['phoneNumber', 'userData.phone'],
    ['firstname', 'userData.firstName'],
    ['first_name', 'userData.firstName'],
    ['frstNme', 'userData.firstName'],
    ['surname', 'userData.lastName'],
    ['dob', 'userData.dateOfBirth'],
    ['zipCode', 'userData.zip'],
    ['zi', 'userData.zip'],
    ['external_id', 'userData.externalId'],
    ['lead_id', 'userData.leadId'],
    ['name', 'userData.firstName and userData.lastName'],
    ['fbp', 'visitor.fbp'],
    ['client_ip_address', 'visitor.clientIpAddress'],
    ['userAgent', 'visitor.clientUserAgent'],
    // The nearest, not the first that is near.
    ['madif', 'userData.madid'],
    ['mad_id', 'userData.madid'],
  ])('%s is dropped and named, with what was likely meant: %s', (key, meant) => {
    const { wire, warnings } = traced({ [key]: 'value' });
    expect(wire).toEqual({});
    expect(warnings).toEqual([
      {
        code: 'unknown_user_data_key',
        path: `userData.${key}`,
        message: expect.stringMatching(
          new RegExp(`^userData\\.${key} .*did you mean ${meant}\\?$`),
        ),
      },
    ]);
  });

  it.each(['favouriteEmail', 'emailFavourite', 'cats', 'x', 'constructor', 'toString'])(
    '%s is like nothing known',
    (key) => {
      const { wire, warnings } = traced({ [key]: 'value' });
      expect(wire).toEqual({});
      expect(warnings).toMatchObject([{ path: `userData.${key}` }]);
      expect(warnings[0]?.message).toMatch(/ and was dropped; the type UserData lists them$/);
    },
  );

  it.each(['name@example.com', '+302101234567', 'a b', '', 'a'.repeat(41), '정'])(
    '%j could be data and is not repeated',
    (key) => {
      const { warnings, explanations } = traced({ [key]: 'value' });
      expect(warnings).toMatchObject([{ code: 'unknown_user_data_key', path: 'userData' }]);
      expect(explanations).toMatchObject([{ action: 'dropped', path: 'userData' }]);
      expect(warnings[0]?.message).toMatch(/^A key of userData is not a key/);
    },
  );

  it('leave nothing behind where they are called __proto__', () => {
    const { wire } = hashed(JSON.parse('{"__proto__":{"email":"a@example.com","polluted":1}}'));
    expect(wire).toEqual({});
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('hostile input', () => {
  it('costs the one field whose getter throws', () => {
    const userData = {
      email: 'a@example.com',
      get phone() {
        return boom();
      },
      get country() {
        return boom();
      },
    };
    expect(hashed(userData)).toStrictEqual({
      wire: { em: [digest('a@example.com')] },
      codes: ['unreadable', 'unreadable'],
    });
  });

  it('costs a number that the phone parser chokes on', () => {
    expect(hashed({ phone: '210 1234567', city: 'Athens' }, { phone: boom })).toStrictEqual({
      wire: { ct: [digest('athens')] },
      codes: ['unreadable'],
    });
  });

  it('is refused where it is a Proxy that throws', () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    for (const userData of [revoked.proxy, new Proxy({}, { ownKeys: boom })]) {
      expect(hashed(userData)).toStrictEqual({ wire: {}, codes: ['invalid_user_data'] });
    }
    expect(hashed({ email: revoked.proxy })).toStrictEqual({ wire: {}, codes: ['unreadable'] });
  });

  it('is read where it is unusual only', () => {
    const bare = Object.assign(Object.create(null), { email: 'a@example.com' });
    expect(hashed(bare).wire).toEqual({ em: [digest('a@example.com')] });
    const cyclic: Record<string, unknown> = { email: 'a@example.com' };
    cyclic['city'] = cyclic;
    expect(hashed(cyclic)).toStrictEqual({
      wire: { em: [digest('a@example.com')] },
      codes: ['not_text'],
    });
  });
});

describe('explanations', () => {
  it('say of every field what happened and why', () => {
    const { explanations } = traced({
      email: [' A@example.com', 'a@example.com', 'no address'],
      phone: '210 1234567',
      firstName: digest('mary'),
      city: '',
      zip: '75018',
      leadId: '123456789012345',
      mail: 'a@example.com',
    });
    expect(
      explanations.map(({ path, action, because }) => `${path} ${action}: ${because}`),
    ).toEqual([
      'userData.email[0] hashed: trimmed and lower-cased, sent as em',
      'userData.email[1] hashed: already as Meta spells it, sent as em',
      'userData.email[1] dropped: the same as a value before it',
      'userData.email[2] dropped: it is not an e-mail address; give one address alone, as in name@example.com',
      'userData.phone hashed: reduced to digits, with the country code where it is known, sent as ph',
      'userData.firstName kept: a SHA-256 already, sent as fn',
      'userData.city dropped: no value is given',
      'userData.zip hashed: already as Meta spells it, sent as zp',
      'userData.leadId kept: never hashed, sent as lead_id',
      'userData.mail dropped: Meta does not accept such a key',
    ]);
  });

  it.each([
    [{ email: ' A@example.com' }, 'trimmed and lower-cased, sent as em'],
    [
      { phone: '+30 2101234567' },
      'reduced to digits, with the country code where it is known, sent as ph',
    ],
    [{ firstName: 'Mary' }, 'lower-cased, without spaces and punctuation, sent as fn'],
    [{ lastName: 'Smith' }, 'lower-cased, without spaces and punctuation, sent as ln'],
    [{ gender: 'Female' }, 'made f or m, sent as ge'],
    [{ dateOfBirth: '1997-02-16' }, 'made YYYYMMDD, sent as db'],
    [{ city: 'Athens' }, 'reduced to lower-case letters, sent as ct'],
    [{ state: 'CA' }, 'reduced to a US or Canadian code or to lower-case letters, sent as st'],
    [{ zip: 'M1 1AE' }, 'lower-cased, without spaces and dashes, US codes cut to five, sent as zp'],
    [{ country: 'GR' }, 'made two letters of ISO 3166-1, sent as country'],
    [{ externalId: 'e\u0301' }, 'lower-cased, without white space, sent as external_id'],
  ])('say what was done to %j', (userData, because) => {
    expect(traced(userData).explanations).toMatchObject([{ action: 'hashed', because }]);
  });

  it('say of what a rule refuses that it was dropped, once', () => {
    expect(traced({ leadId: '1' }).explanations).toEqual([
      {
        path: 'userData.leadId',
        action: 'dropped',
        because: 'it is not 15 to 17 digits; give the id of the Lead Ads lead as text, not hashed',
      },
    ]);
  });

  it('are not made unless asked for', () => {
    const diagnostics = createDiagnostics();
    const wire = hashUserData(
      { email: ['a@example.com', 'no address'], mail: '' },
      diagnostics,
      {},
    );
    expect(wire).toEqual({ em: [digest('a@example.com')] });
    expect(diagnostics.warnings).toHaveLength(2);
  });
});
