import { clientRules } from '../../../src/judge/rules/client.ts';
import { purchase, userData } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const ip = (client_ip_address: unknown) => purchase({ user_data: userData({ client_ip_address }) });
const agent = (client_user_agent: unknown) =>
  purchase({ user_data: userData({ client_user_agent }) });
const IP = 'user_data.client_ip_address';

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
describeEventRules(clientRules, {
  'ip-invalid': {
    breaks: [
      ['a list of proxies', ip('203.0.113.7, 198.51.100.1'), IP],
      ['a port', ip('203.0.113.7:443'), IP],
      ['spaces', ip(' 203.0.113.7'), IP],
      ['out of range', ip('203.0.113.256'), IP],
      ['cut off for privacy', ip('203.0.113'), IP],
      ['"unknown"', ip('unknown'), IP],
      ['a number', ip(3_405_803_783), IP],
    ],
    keeps: [
      ['IPv4', ip('203.0.113.7')],
      ['IPv6', ip('2001:db8:85a3::8a2e:370:7334')],
      ['IPv6 with the Parameter Builder’s mark', ip('2001:db8::1.AQQAAQMC')],
      ['IPv4 with its older mark', ip('203.0.113.7.BA')],
      ['none', ip(undefined)],
    ],
  },
  'ip-not-public': {
    breaks: [
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.1.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '::1',
      '::',
      'fd00::1',
      'fe80::1',
      '::ffff:10.0.0.1',
      '10.1.2.3.BA',
    ].map((address) => [address, ip(address), IP] as const),
    keeps: ['11.0.0.1', '100.63.0.1', '172.15.0.1', '172.32.0.1', '192.169.1.1', '2a00::1'].map(
      (address) => [address, ip(address)] as const,
    ),
  },
  'user-agent-not-a-browser': {
    breaks: [
      [
        'Stripe’s',
        agent('Stripe/1.0 (+https://stripe.com/docs/webhooks)'),
        'user_data.client_user_agent',
      ],
      ['Node’s', agent('node'), 'user_data.client_user_agent'],
      ['axios', agent('axios/1.7.0'), 'user_data.client_user_agent'],
    ],
    keeps: [['a browser’s', agent('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)')]],
  },
});
