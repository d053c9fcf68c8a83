import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { clientIpFromHeaders, publicIp } from '../../src/visitor/client-ip.ts';
import { runs } from '../fuzz-runs.ts';

describe('publicIp', () => {
  it.each([
    ['8.8.8.8', '8.8.8.8'],
    [' 8.8.8.8 ', '8.8.8.8'],
    ['8.8.8.8:65000', '8.8.8.8'],
    ['8.8.8.8.BA', '8.8.8.8'],
    ['8.8.8.8.AQQDAQMC', '8.8.8.8'],
    ['1.0.0.0', '1.0.0.0'],
    ['223.255.255.255', '223.255.255.255'],
    ['2001:4860:4860::8888', '2001:4860:4860::8888'],
    ['2001:4860:4860:0:0:0:0:8888', '2001:4860:4860::8888'],
    ['2A00:1450:4001:0812::200E', '2a00:1450:4001:812::200e'],
    ['[2001:4860:4860::8888]', '2001:4860:4860::8888'],
    ['[2001:4860:4860::8888]:443', '2001:4860:4860::8888'],
    ['2001:4860:4860::8888%eth0', '2001:4860:4860::8888'],
    ['2001:4860:4860::8888.AQQDAQMC', '2001:4860:4860::8888'],
    ['::ffff:8.8.8.8', '8.8.8.8'],
    ['::FFFF:0808:0808', '8.8.8.8'],
    ['2a00::ffff:808:808', '2a00::ffff:808:808'],
    ['[::ffff:8.8.8.8]:443', '8.8.8.8'],
  ])('reads %s as %s', (text, address) => {
    expect(publicIp(text)).toBe(address);
  });

  it('reads up to 100 characters', () => {
    expect(publicIp('8.8.8.8'.padStart(100))).toBe('8.8.8.8');
    expect(publicIp('8.8.8.8'.padStart(101))).toBeUndefined();
  });

  // First and last address of every special range, and the neighbours that are public.
  it.each([
    ['this network', ['0.0.0.0', '0.255.255.255'], []],
    ['private 10', ['10.0.0.0', '10.255.255.255'], ['9.255.255.255', '11.0.0.0']],
    ['shared by a carrier', ['100.64.0.0', '100.127.255.255'], ['100.63.255.255', '100.128.0.0']],
    ['loopback', ['127.0.0.0', '127.255.255.255'], ['126.255.255.255', '128.0.0.0']],
    [
      'link-local',
      ['169.254.0.0', '169.254.255.255'],
      ['169.253.255.255', '169.255.0.0', '8.254.0.1'],
    ],
    ['private 172', ['172.16.0.0', '172.31.255.255'], ['172.15.255.255', '172.32.0.0']],
    ['IETF', ['192.0.0.0', '192.0.0.255'], ['191.255.255.255', '192.0.1.0']],
    ['documentation 1', ['192.0.2.0', '192.0.2.255'], ['192.0.1.255', '192.0.3.0']],
    [
      '6to4 relays',
      ['192.88.99.0', '192.88.99.255'],
      ['192.88.98.255', '192.88.100.0', '8.88.99.0', '192.8.99.0'],
    ],
    [
      'private 192',
      ['192.168.0.0', '192.168.255.255'],
      ['192.167.255.255', '192.169.0.0', '8.168.0.1'],
    ],
    [
      'benchmarks',
      ['198.18.0.0', '198.19.255.255'],
      ['198.17.255.255', '198.20.0.0', '8.18.0.1', '8.19.0.1'],
    ],
    [
      'documentation 2',
      ['198.51.100.0', '198.51.100.255'],
      ['198.51.99.255', '198.51.101.0', '8.51.100.0', '198.8.100.0'],
    ],
    [
      'documentation 3',
      ['203.0.113.0', '203.0.113.255'],
      ['203.0.112.255', '203.0.114.0', '8.0.113.0', '203.8.113.0'],
    ],
    ['multicast, reserved', ['224.0.0.0', '254.254.254.254', '255.255.255.255'], []],
    ['unspecified, loopback', ['::', '::1'], []],
    ['IPv4-compatible', ['::8.8.8.8'], []],
    ['IPv4-mapped private', ['::ffff:10.0.0.1', '::ffff:192.0.2.1'], []],
    ['NAT64', ['64:ff9b::808:808'], []],
    ['below 2000::/3', ['1fff:ffff::1'], ['2000::1']],
    ['above 2000::/3', ['4000::1', '5f00::1'], ['3ffe::1']],
    ['IETF protocols', ['2001::1', '2001:1ff:ffff::1'], ['2001:200::1']],
    ['documentation', ['2001:db8::1', '2001:db8:ffff::1'], ['2001:db7::1', '2001:db9::1']],
    ['6to4', ['2002:808:808::1'], ['2003::1']],
    ['documentation', ['3fff::1', '3fff:fff::1'], ['3fff:1000::1']],
    ['unique local', ['fc00::1', 'fd12:3456::1'], []],
    ['link-local', ['fe80::1', 'fe80::1%eth0'], []],
    ['multicast', ['ff02::1'], []],
  ])('refuses %s: %j, not %j', (_, special, neighbours) => {
    expect(special.map(publicIp)).toEqual(special.map(() => undefined));
    expect(neighbours.map(publicIp)).toEqual(neighbours);
  });

  it.each([
    '',
    'unknown',
    '_hidden',
    'example.com',
    '8.8.8',
    '8.8.8.8.8',
    '8.8.8.8.8.8',
    '8..8.8',
    '.8.8.8',
    '8.8.8.',
    '8.8.8.8.',
    '8.8.8.256',
    '08.8.8.8',
    '010.8.8.8',
    '0x8.8.8.8',
    '134744072',
    '8.8.8.8/24',
    '8.8.8.8:',
    '8.8.8.8:123456',
    '8.8.8.8 evil',
    '8.8.8.8\r\nX-A: b',
    '８.8.8.8',
    '-8.8.8.8',
    '1e1.8.8.8',
    '2001:4860:4860::8888::1',
    '2001:4860:4860',
    '2001:4860:4860::12345',
    '[2001:4860:4860::8888',
    '[2001:4860:4860::8888]evil',
    '[2001:4860:4860::8888]/path@[::1]',
    '[]',
    'evil[2001:4860:4860::8888]',
    '2001:4860:4860::8888]/ab',
    '::ffff:808:808:1',
    ':',
    ' '.repeat(101),
    'a'.repeat(64),
    null,
    undefined,
    134_744_072,
    ['8.8.8.8'],
    { toString: () => '8.8.8.8' },
  ])('refuses %j', (value) => {
    expect(publicIp(value)).toBeUndefined();
  });

  // An independent reading of the same registries. It counts anycast services of the registries
  // (AS112, AMT) as special, which no visitor can call from.
  it(`agrees with ipaddr.js on random addresses (${runs(3000)} runs)`, () => {
    const nearby = fc.constantFrom('10', '100', '127', '169', '172', '192', '198', '203', '224');
    const v4 = fc
      .tuple(fc.oneof(nearby, fc.nat(255).map(String)), fc.nat(255), fc.nat(255), fc.nat(255))
      .map((octets) => octets.join('.'));
    const networks = fc.constantFrom('2001', '2002', '2a00', '3fff', 'fe80', 'fc00', '64');
    const v6 = fc.oneof(
      fc.ipV6().filter((text) => !text.includes('.')), // it reads ::1.2.3.4 as ::ffff:1.2.3.4
      fc.tuple(networks, fc.nat(0xffff)).map(([net, next]) => `${net}:${next.toString(16)}::1`),
    );
    fc.assert(
      fc.property(fc.oneof(v4, v6), (text) => {
        const judged = ipaddr.process(text);
        fc.pre(!['as112', 'as112v6', 'amt'].includes(judged.range()));
        const [first = 0] = 'parts' in judged ? judged.parts : [0x2000];
        const isPublic = judged.range() === 'unicast' && first >> 13 === 1; // 2000::/3
        expect(publicIp(text)).toBe(isPublic ? judged.toString() : undefined);
      }),
      { numRuns: runs(3000) },
    );
  });

  it(`is idempotent and never throws (${runs(3000)} runs)`, () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[\d.:a-f[\]%]{2,40}$/),
    );
    fc.assert(
      fc.property(text, (value) => {
        const address = publicIp(value);
        expect(address === undefined ? undefined : publicIp(address)).toBe(address);
        expect(address === undefined || ipaddr.isValid(address)).toBe(true);
      }),
      { numRuns: runs(3000) },
    );
  });
});

describe('clientIpFromHeaders', () => {
  it.each<[string, string | undefined, number, string | undefined]>([
    ['no proxy is trusted', '8.8.8.8', 0, undefined],
    ['one proxy, honest client', '8.8.8.8', 1, '8.8.8.8'],
    ['one proxy, forged start', '1.1.1.1, 8.8.8.8', 1, '8.8.8.8'],
    ['two proxies', '8.8.8.8, 9.9.9.9', 2, '8.8.8.8'],
    ['two proxies, forged start', '1.1.1.1, 8.8.8.8, 9.9.9.9', 2, '8.8.8.8'],
    ['fewer entries than proxies', '8.8.8.8', 2, undefined],
    ['an inner proxy', '8.8.8.8, 10.0.0.1', 2, '8.8.8.8'],
    ['a private visitor', '1.1.1.1, 10.0.0.1', 1, undefined],
    ['empty entries on the left', ',,,8.8.8.8', 1, '8.8.8.8'],
    ['an empty last entry', '8.8.8.8,', 1, '8.8.8.8'],
    ['empty entries between', '8.8.8.8, ,, 10.0.0.1', 2, '8.8.8.8'],
    ['nothing but empty entries', ' , ,', 1, undefined],
    ['no header', undefined, 1, undefined],
    ['half a proxy', '8.8.8.8', 0.5, undefined],
    ['minus one', '8.8.8.8, 9.9.9.9', -1, undefined],
    ['not a number', '8.8.8.8', Number.NaN, undefined],
    ['too many', '8.8.8.8', Number.POSITIVE_INFINITY, undefined],
  ])('%s', (_, forwardedFor, hops, expected) => {
    expect(through(forwardedFor, hops)).toBe(expected);
  });

  it(`no client can choose the address that a trusted proxy reports (${runs(1000)} runs)`, () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[\x21-\x7e]{0,20}$/)), (forged) => {
        expect(through([...forged, '8.8.8.8'].join(','), 1)).toBe('8.8.8.8');
        expect(through([...forged, '8.8.8.8', '9.9.9.9'].join(', '), 2)).toBe('8.8.8.8');
      }),
      { numRuns: runs(1000) },
    );
  });
});

function through(forwardedFor: string | undefined, hops: number): string | undefined {
  const headers = new Headers(
    forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
  );
  return clientIpFromHeaders(headers, hops);
}
