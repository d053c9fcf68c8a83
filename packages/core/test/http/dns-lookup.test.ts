import dns from 'node:dns';
import { afterEach, expect, test, vi } from 'vitest';
import { sharedLookup } from '../../src/http/dns-lookup.node.ts';

type LookupOptions = Parameters<typeof sharedLookup>[1];

afterEach(() => void vi.restoreAllMocks());

function lookup(hostname: string, options: LookupOptions = {}): Promise<unknown[]> {
  return new Promise((resolve) => {
    sharedLookup(hostname, options, (...result: unknown[]) => resolve(result));
  });
}

test('look-ups of one name at the same time are one for the operating system', async () => {
  const system = vi.spyOn(dns, 'lookup');
  const results = await Promise.all([lookup('127.0.0.1'), lookup('127.0.0.1')]);
  expect(results).toEqual([
    [null, '127.0.0.1', 4],
    [null, '127.0.0.1', 4],
  ]);
  expect(system).toHaveBeenCalledTimes(1);
  // The next one is not answered from memory: the address may have changed.
  await lookup('127.0.0.1');
  expect(system).toHaveBeenCalledTimes(2);
});

test.each<[string, string, LookupOptions, unknown[]]>([
  ['name', '127.0.0.2', {}, [null, '127.0.0.2', 4]],
  ['family', '127.0.0.1', { family: 4 }, [null, '127.0.0.1', 4]],
  ['hints', '127.0.0.1', { hints: dns.ADDRCONFIG }, [null, '127.0.0.1', 4]],
  ['form', '127.0.0.1', { all: true }, [null, [{ address: '127.0.0.1', family: 4 }]]],
])(
  'a look-up with another %s does not share the result',
  async (_, hostname, options, expected) => {
    const system = vi.spyOn(dns, 'lookup');
    const [, other] = await Promise.all([lookup('127.0.0.1'), lookup(hostname, options)]);
    expect(other).toEqual(expected);
    expect(system).toHaveBeenCalledTimes(2);
  },
);

test('options that the operating system refuses are refused each time, and leave nobody waiting', () => {
  const refused = { family: 99 };
  for (let n = 0; n < 2; n += 1) {
    expect(() => sharedLookup('127.0.0.1', refused, () => undefined)).toThrow('family');
  }
});
