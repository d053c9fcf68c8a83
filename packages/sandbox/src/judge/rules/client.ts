import { BlockList, isIP } from 'node:net';
import { isEmpty } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';
import { withoutMark } from './param-builder.ts';

const customerInformation = capiPage('parameters/customer-information-parameters');

/** User agents of programs that call webhooks or web services, which no visitor's browser sends. */
const SERVER_AGENT =
  /^(?:stripe|axios|node|undici|got|ky|curl|wget|python|java|okhttp|go-http|guzzle|ruby|php|postman|amazon|aws|apache-http)/i;

/** Loopback, private and unspecified addresses; documentation addresses (RFC 5737) are accepted. */
const NOT_PUBLIC = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv6');
}

export const clientRules: readonly Rule<EventSubject>[] = [
  {
    id: 'ip-invalid',
    sources: [customerInformation],
    message:
      'client_ip_address is one IPv4 or IPv6 address, without port, spaces or a list of proxies.',
    find: ({ userData: { client_ip_address: ip } }) =>
      isEmpty(ip) || (typeof ip === 'string' && isIP(withoutMark(ip)) !== 0)
        ? []
        : ['user_data.client_ip_address'],
  },
  {
    id: 'ip-not-public',
    sources: [customerInformation, capiPage('parameter-builder-library')],
    message:
      'client_ip_address is that of a machine within a network, such as a proxy; send the visitor’s own or leave it out.',
    find: ({ userData: { client_ip_address: ip } }) =>
      typeof ip === 'string' && isNotPublic(withoutMark(ip)) ? ['user_data.client_ip_address'] : [],
  },
  {
    id: 'user-agent-not-a-browser',
    sources: [{ ...customerInformation, certainty: 'inferred' }],
    message:
      'client_user_agent names a program that calls servers, not the visitor’s browser; send the browser’s user agent or leave it out.',
    find: ({ userData: { client_user_agent: agent } }) =>
      typeof agent === 'string' && SERVER_AGENT.test(agent.trim())
        ? ['user_data.client_user_agent']
        : [],
  },
];

function isNotPublic(ip: string): boolean {
  const version = isIP(ip);
  if (version === 0) return false;
  // Also correct for ::ffff:10.0.0.1, which the list treats as the IPv4 address.
  return NOT_PUBLIC.check(ip, version === 6 ? 'ipv6' : 'ipv4');
}
