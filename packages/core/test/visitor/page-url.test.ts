import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageUrl, pageUrlWithoutQuery } from '../../src/visitor/page-url.ts';
import { runs } from '../fuzz-runs.ts';

describe('pageUrl', () => {
  it.each([
    ['https://shop.example.com', 'https://shop.example.com/'],
    ['https://shop.example.com/shoes/42', 'https://shop.example.com/shoes/42'],
    ['http://localhost:3000/', 'http://localhost:3000/'],
    ['HTTPS://Shop.Example.com:443/A', 'https://shop.example.com/A'],
    [
      'https://shop.example.com/παπούτσια',
      'https://shop.example.com/%CF%80%CE%B1%CF%80%CE%BF%CF%8D%CF%84%CF%83%CE%B9%CE%B1',
    ],
    ['https://παράδειγμα.example/', 'https://xn--hxajbheg2az3al.example/'],
    ['https://shop.example.com/#token=1', 'https://shop.example.com/'],
    ['https://ann:secret@shop.example.com/a', 'https://shop.example.com/a'],
    ['https://shop.example.com/?fbclid=IwAR_b-1', 'https://shop.example.com/?fbclid=IwAR_b-1'],
    [
      'https://shop.example.com/?utm_source=ig&utm_id=120210000000000001',
      'https://shop.example.com/?utm_source=ig&utm_id=120210000000000001',
    ],
    [
      'https://shop.example.com/?email=ann%40example.com&fbclid=a&session=1',
      'https://shop.example.com/?fbclid=a',
    ],
    [
      'https://shop.example.com/?utm_term=ann@example.com&utm_source=x',
      'https://shop.example.com/?utm_source=x',
    ],
    ['https://shop.example.com/?utm_term=ann%2540example.com', 'https://shop.example.com/'],
    ['https://shop.example.com/?UTM_SOURCE=x&fbclidx=1&utm_=1', 'https://shop.example.com/'],
    ['https://shop.example.com/?', 'https://shop.example.com/'],
    ['https://shop.example.com/?xfbclid=1&my_utm_source=1', 'https://shop.example.com/'],
    [
      'https://shop.example.com/a.html?utm_source=example.org',
      'https://shop.example.com/a.html?utm_source=example.org',
    ],
    ['https://shop.example.com/u/ann@example.com/orders', 'https://shop.example.com/'],
    ['https://shop.example.com/u/ann%40example.com', 'https://shop.example.com/'],
    ['https://shop.example.com/u/μαρία@παράδειγμα.ελ', 'https://shop.example.com/'],
    ['https://shop.example.com/u/Ren%E9%40exemple.fr', 'https://shop.example.com/'],
    ['https://shop.example.com/?utm_term=%2B49301234567', 'https://shop.example.com/'],
    ['https://shop.example.com/@ann/story', 'https://shop.example.com/@ann/story'],
    // A password reset, a log-in link, a receipt: what opens them is nobody else's.
    [
      'https://shop.example.com/reset/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P',
      'https://shop.example.com/reset',
    ],
    [
      'https://shop.example.com/l/eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0/welcome',
      'https://shop.example.com/l/welcome',
    ],
    [
      'https://shop.example.com/reset/3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      'https://shop.example.com/reset',
    ],
    [
      'https://shop.example.com/orders/5d41402abc4b2a76b9719d911017c592/',
      'https://shop.example.com/orders/',
    ],
    [
      'https://shop.example.com/c/cs_test_a1b2C3d4E5f6G7h8I9j0K1l2M3?x=1',
      'https://shop.example.com/c',
    ],
    ['https://shop.example.com/t/kJ8s_2hTq-9LmPz0X4vBn7RwYc', 'https://shop.example.com/t'],
    ['https://shop.example.com/t/507f1f77bcf86cd799439011', 'https://shop.example.com/t'],
    ['https://shop.example.com/t/q7f3k9x2m5p8r1t6w4z0a', 'https://shop.example.com/t'],
    [
      'https://shop.example.com/pay;jsessionid=5D41402ABC4B2A76B9719D911017C592/done',
      'https://shop.example.com/done',
    ],
    ['https://shop.example.com/5d41402abc4b2a76b9719d911017c592', 'https://shop.example.com/'],
    // Words and short ids stay, however long the words are.
    ...[
      '/products/mens-running-shoes-blue-size-42-limited-edition',
      '/products/Nike-Air-Max-90-Size-42-Men-2024',
      '/iphone-15-pro-max-256gb-blue-titanium',
      '/wiki/Donaudampfschifffahrtsgesellschaft',
      '/getUserProfileByIdentifier2',
      '/dp/B07XJ8C8F5/ref=sr_1_3',
      '/2026/11/27/the-best-10-gifts-for-2027',
      '/orders/100000000000000000001234',
      '/category_name_with_underscores_2024',
    ].map((path) => [`https://shop.example.com${path}`, `https://shop.example.com${path}`]),
    // A long query costs the query, the page and the click stay.
    [
      `https://shop.example.com/a?utm_content=${'x'.repeat(2020)}&fbclid=IwAR1&utm_source=ig`,
      'https://shop.example.com/a?fbclid=IwAR1',
    ],
    [
      `https://shop.example.com/a?utm_content=${'x'.repeat(1900)}&fbclid=IwAR1`,
      `https://shop.example.com/a?utm_content=${'x'.repeat(1900)}&fbclid=IwAR1`,
    ],
    [`https://shop.example.com/a?fbclid=${'x'.repeat(2100)}`, 'https://shop.example.com/a'],
  ])('of %s lets %s leave', (given, left) => {
    expect(pageUrl(given)).toBe(left);
  });

  it.each([
    '',
    '/relative',
    'shop.example.com',
    'javascript:alert(1)',
    'data:text/html,hi',
    'android-app://com.example/',
    'file:///etc/passwd',
    'https://',
    'https://shop.example.com/\n',
    'https://shop.exam\tple.com/',
    `https://shop.example.com/?a=${'a'.repeat(65_536)}`,
    'a'.repeat(64),
    null,
    undefined,
    1,
    new URL('https://shop.example.com/'),
  ])('refuses %s', (value) => {
    expect(pageUrl(value)).toBeUndefined();
    expect(pageUrlWithoutQuery(value)).toBeUndefined();
  });

  it('takes 2,048 characters', () => {
    const longest = `https://shop.example.com/${'a'.repeat(2048 - 25)}`;
    expect(pageUrl(longest)).toBe(longest);
  });

  it('takes 2,048 characters with a port, with a query, and without a longer query', () => {
    const upTo = (length: number, start: string): string =>
      start + 'a'.repeat(length - start.length);
    const withPort = upTo(2048, 'https://shop.example.com:8443/');
    const withQuery = upTo(2048, 'https://shop.example.com/?utm_id=');
    expect([withPort, withQuery].map(pageUrl)).toEqual([withPort, withQuery]);
    expect(pageUrl(`${withPort}?utm_id=1`)).toBe(withPort);
    expect(pageUrl(`${withPort}a?utm_id=1`)).toBe('https://shop.example.com:8443/');
    expect(pageUrl(upTo(2049, 'https://shop.example.com/?utm_id='))).toBe(
      'https://shop.example.com/',
    );
  });

  it('reads 65,536 characters', () => {
    const address = 'https://shop.example.com/?a='.padEnd(65_536, 'a');
    expect(pageUrl(address)).toBe('https://shop.example.com/');
    expect(pageUrl(`${address}a`)).toBeUndefined();
  });

  const page = 'https://shop.example.com/shoes';
  const long = 'a'.repeat(3000);
  it.each([
    ['other parameters', `${page}?session=${long}`, page],
    ['campaign parameters', `${page}?utm_term=${long}`, page],
    ['its click kept', `${page}?utm_term=${long}&fbclid=IwAR2F4`, `${page}?fbclid=IwAR2F4`],
    [
      'the click before a long rest',
      `${page}?fbclid=IwAR2F4&utm_id=${long}`,
      `${page}?fbclid=IwAR2F4`,
    ],
    ['16 KiB of them', `${page}?fbclid=IwAR2F4&a=${'a'.repeat(16_384)}`, `${page}?fbclid=IwAR2F4`],
    ['an invalid click id', `${page}?fbclid=${long}`, page],
    ['a long path', `https://shop.example.com/${long}`, 'https://shop.example.com/'],
    [
      'a long path and a click',
      `https://shop.example.com/${long}?fbclid=IwAR2F4`,
      'https://shop.example.com/?fbclid=IwAR2F4',
    ],
  ])('loses the query of an address with %s, not its page and click', (_, given, left) => {
    expect(pageUrl(given)).toBe(left);
    expect(pageUrl(left)).toBe(left);
  });

  it(`is idempotent, and lets no other parameter leave (${runs(1000)} runs)`, () => {
    const url = fc.webUrl({ withQueryParameters: true, withFragments: true });
    const parameter = fc.tuple(fc.constantFrom('fbclid', 'utm_source', 'email', 'id'), fc.string());
    fc.assert(
      fc.property(url, fc.array(parameter), (base, parameters) => {
        const given = new URL(base);
        for (const [name, value] of parameters) given.searchParams.append(name, value);
        const left = pageUrl(given.href);
        fc.pre(left !== undefined);
        expect(pageUrl(left)).toBe(left);
        const { searchParams, hash, origin } = new URL(left);
        expect([...searchParams.keys()].filter((name) => !/^(fbclid|utm_.*)$/.test(name))).toEqual(
          [],
        );
        expect([hash, origin]).toEqual(['', given.origin]);
        expect(pageUrlWithoutQuery(given.href)).toBe(left.split('?')[0]);
      }),
      { numRuns: runs(1000) },
    );
  });

  it(`says of a plain address what the parser says of it (${runs(5000)} runs)`, () => {
    const label = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
    const address = fc
      .tuple(
        fc.constantFrom('http', 'https'),
        fc.array(label, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '/', '/415-555-1234', '/a/../b', '/a//b/', '/a.html', '/%41', '/a_b'),
        fc.constantFrom('', '?', '?order=1', '?a=utm_x', '?%66bclid=1', '?x&fbclid=a', '?a#b', '#'),
      )
      .map(([scheme, labels, path, query]) => `${scheme}://${labels.join('.')}${path}${query}`);
    fc.assert(
      // In capitals the scheme says the same and is not plain.
      fc.property(address, (url) => pageUrl(url) === pageUrl(url.replace('http', 'HTTP'))),
      { numRuns: runs(5000) },
    );
  });
});
