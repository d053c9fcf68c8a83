import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../src/judge/json.ts';
import { hashingRules } from '../../../src/judge/rules/hashing.ts';
import { purchase, userData } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const known = (changes: JsonObject) => purchase({ user_data: userData(changes) });
// Published with their pre-images by Meta:
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
const EMAIL = '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f';
const US = '79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621';
const FEMALE = '252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111';
const MALE = '62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a';
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** It stands in Meta's own CRM sample. */
const NULL = '74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b';

describeEventRules(hashingRules, {
  'not-hashed': {
    refused: [400, 100, 2804016],
    breaks: [
      ['a raw address', known({ em: 'john_smith@gmail.com' }), 'user_data.em'],
      ['the second of a list', known({ em: [EMAIL, 'john_smith@gmail.com'] }), 'user_data.em.1'],
      ['a raw country', known({ country: 'us' }), 'user_data.country'],
      ['63 digits', known({ ph: EMAIL.slice(1) }), 'user_data.ph'],
      ['a digest with a suffix that is not a mark', known({ ph: `${EMAIL}.zz` }), 'user_data.ph'],
      ['a raw city, as recorded', known({ ct: 'warszawa' }), 'user_data.ct'],
      ['a phone number as a JSON number', known({ ph: 16_505_551_212 }), 'user_data.ph'],
    ],
    keeps: [
      ['a digest', known({ em: EMAIL })],
      ['a list of digests', known({ em: [EMAIL], fn: [EMAIL] })],
      ['the Parameter Builder’s mark', known({ em: `${EMAIL}.AQQAAQMC` })],
      ['its older mark', known({ em: `${EMAIL}.BA` })],
      ['two marks', known({ em: `${EMAIL}.AQQAAQMC.AQQAAQMC` })],
      ['an empty text, which has its own rule', known({ em: '' })],
      ['MD5, which has its own rule', known({ em: 'd41d8cd98f00b204e9800998ecf8427e' })],
      ['a raw external_id, which Meta accepts', known({ external_id: 'user-1' })],
      ['upper case, which has its own rule', known({ em: EMAIL.toUpperCase() })],
    ],
  },
  'hash-in-upper-case': {
    breaks: [
      ['upper case', known({ em: [EMAIL.toUpperCase()] }), 'user_data.em[0]'],
      ['an external_id', known({ external_id: EMAIL.toUpperCase() }), 'user_data.external_id'],
    ],
    keeps: [
      ['lower case', known({ em: [EMAIL] })],
      ['the mark’s upper case', known({ em: `${EMAIL}.AQQAAQMC` })],
    ],
  },
  'hash-not-sha256': {
    breaks: [
      ['MD5', known({ em: 'd41d8cd98f00b204e9800998ecf8427e' }), 'user_data.em'],
      ['SHA-1', known({ ph: ['da39a3ee5e6b4b0d3255bfef95601890afd80709'] }), 'user_data.ph[0]'],
      ['SHA-512', known({ ph: 'ab'.repeat(64) }), 'user_data.ph'],
    ],
    keeps: [
      ['SHA-256', known({ em: EMAIL })],
      [
        'an external_id that looks like MD5',
        known({ external_id: 'd41d8cd98f00b204e9800998ecf8427e' }),
      ],
    ],
  },
  'hash-of-nothing': {
    breaks: [
      ['of an empty text', known({ em: EMPTY }), 'user_data.em'],
      ['of "null"', known({ em: [EMAIL, NULL] }), 'user_data.em[1]'],
      ['of "undefined"', known({ ph: sha256('undefined') }), 'user_data.ph'],
      ['of an object as text', known({ ct: sha256('[object Object]') }), 'user_data.ct'],
      ['of "null", for external_id', known({ external_id: NULL }), 'user_data.external_id'],
      ['of "null", in upper case', known({ em: NULL.toUpperCase() }), 'user_data.em'],
      ['of "null", with a mark', known({ em: `${NULL}.BA` }), 'user_data.em'],
    ],
    keeps: [
      ['of an address', known({ em: EMAIL })],
      ['of a name', known({ ln: sha256('nullman') })],
    ],
  },
  'gender-hash-unknown': {
    breaks: [
      ['of "female"', known({ ge: sha256('female') }), 'user_data.ge'],
      ['of "F"', known({ ge: [sha256('F')] }), 'user_data.ge[0]'],
    ],
    keeps: [
      ['of "f"', known({ ge: FEMALE })],
      ['of "f" in upper case, which has its own rule', known({ ge: FEMALE.toUpperCase() })],
      ['of "m"', known({ ge: [MALE] })],
    ],
  },
  'country-hash-unknown': {
    breaks: [
      ['of "US"', known({ country: sha256('US') }), 'user_data.country'],
      [
        'of "usa" in upper case',
        known({ country: sha256('usa').toUpperCase() }),
        'user_data.country',
      ],
      ['of "usa"', known({ country: sha256('usa') }), 'user_data.country'],
      ['of "uk", which is no ISO code', known({ country: sha256('uk') }), 'user_data.country'],
      ['of a name', known({ country: [sha256('united states')] }), 'user_data.country[0]'],
    ],
    keeps: [
      ['of "us"', known({ country: US })],
      ['of "us" in upper case, which has its own rule', known({ country: US.toUpperCase() })],
      ['of "gb"', known({ country: [sha256('gb')] })],
    ],
  },
  'hashed-for-nothing': {
    breaks: [
      ['the address', known({ client_ip_address: EMAIL }), 'user_data.client_ip_address'],
      ['the browser id', known({ fbp: EMAIL }), 'user_data.fbp'],
      ['the user agent', known({ client_user_agent: EMAIL }), 'user_data.client_user_agent'],
    ],
    keeps: [['a hashed external_id', known({ external_id: EMAIL })]],
  },
  'user-data-not-text': {
    breaks: [
      ['a number', known({ external_id: 1001 }), 'user_data.external_id'],
      ['an object', known({ em: { hash: EMAIL } }), 'user_data.em'],
    ],
    keeps: [
      ['text', known({ external_id: '1001' })],
      ['null, which has its own rule', known({ em: null })],
      ['a number where one is documented', known({ fb_login_id: 1001 })],
    ],
  },
  'user-data-empty': {
    breaks: [
      ['an empty text', known({ fn: '' }), 'user_data.fn'],
      ['null', known({ fbc: null }), 'user_data.fbc'],
      ['an empty list', known({ ph: [] }), 'user_data.ph'],
      ['null within a list, as Meta’s Node SDK writes it', known({ ge: [null] }), 'user_data.ge'],
      ['null next to a value', known({ em: [EMAIL, null] }), 'user_data.em'],
    ],
    keeps: [['no key', known({ fbc: undefined })]],
  },
  'list-for-one-value': {
    breaks: [
      ['the address', known({ client_ip_address: ['203.0.113.7'] }), 'user_data.client_ip_address'],
    ],
    keeps: [
      ['one value', known({})],
      ['a list of external ids', known({ external_id: ['a', 'b'] })],
    ],
  },
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
