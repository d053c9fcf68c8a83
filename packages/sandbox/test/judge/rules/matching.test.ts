import { matchingRules } from '../../../src/judge/rules/matching.ts';
import { purchase } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const known = (user_data: unknown) => purchase({ user_data, action_source: 'other' });
const HASH = '973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b';
const AGENT = 'Mozilla/5.0';

describeEventRules(matchingRules, {
  'user-data-missing': {
    refused: [400, 100],
    breaks: [
      ['none', known(undefined), 'user_data'],
      ['text', known('{}'), 'user_data'],
      ['a list', known([{ em: HASH }]), 'user_data'],
    ],
    keeps: [['an object', known({ em: HASH })]],
  },
  // The four sets: https://developers.facebook.com/documentation/ads-commerce/conversions-api/best-practices
  'user-data-too-broad': {
    refused: [400, 100, 2804050],
    breaks: [
      ['nothing', known({}), 'user_data'],
      ['only the user agent', known({ client_user_agent: AGENT }), 'user_data'],
      [
        'the whole first set',
        known({ ct: HASH, country: HASH, st: HASH, zp: HASH, ge: HASH, client_user_agent: AGENT }),
        'user_data',
      ],
      ['part of the first set', known({ ct: HASH, zp: HASH }), 'user_data'],
      ['birthday and user agent', known({ db: HASH, client_user_agent: AGENT }), 'user_data'],
      ['first name and gender', known({ fn: HASH, ge: HASH }), 'user_data'],
      ['last name and gender', known({ ln: HASH, ge: HASH }), 'user_data'],
      ['an e-mail that is empty', known({ em: '', client_user_agent: AGENT }), 'user_data'],
      ['e-mails that are empty', known({ em: [null, ''], client_user_agent: AGENT }), 'user_data'],
      [
        'a key that Meta does not define',
        known({ email: HASH, client_user_agent: AGENT }),
        'user_data',
      ],
    ],
    keeps: [
      ['an e-mail address', known({ em: [HASH] })],
      ['a telephone number', known({ ph: HASH })],
      ['an external id', known({ external_id: 'u-1' })],
      ['fbp', known({ fbp: 'fb.1.1795000000000.1' })],
      ['fbc', known({ fbc: 'fb.1.1795000000000.IwAR1' })],
      [
        'address and user agent',
        known({ client_ip_address: '203.0.113.7', client_user_agent: AGENT }),
      ],
      ['first and last name, which no set joins', known({ fn: HASH, ln: HASH })],
      ['birthday and city, which no set joins', known({ db: HASH, ct: HASH })],
      ['first name and city, which no set joins', known({ fn: HASH, ct: HASH })],
    ],
  },
});
