import { WebhookError } from '@meta-capi/core/adapter';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../core/test/fuzz-runs.ts';
import { readPayload } from '../../src/mapping/payload.ts';
import { readFormBody } from '../../src/webhook/form-body.ts';

const form = (...pairs: readonly (readonly [string, string])[]): string =>
  new URLSearchParams(pairs.map(([key, value]) => [key, value])).toString();

describe('kept values', () => {
  test('type, contact, deal and custom fields, each field under its id', () => {
    const body = form(
      ['type', 'subscribe'],
      ['list', '3'],
      ['contact[id]', '36'],
      ['contact[fields][3]', 'A'],
      ['contact[fields][5]', '||B||C||'],
      ['contact[fields][utm_source]', 'news'],
      ['deal[value_raw]', '100'],
    );
    expect(readPayload(readFormBody(body))).toEqual({
      type: 'subscribe',
      list: '3',
      contact: { id: '36', fields: { '3': 'A', '5': '||B||C||', utm_source: 'news' } },
      deal: { value_raw: '100' },
    });
  });

  test.each([
    ['contact%5Bemail%5D=maria%40example.com', 'maria@example.com'],
    ['contact[email]=maria@example.com', 'maria@example.com'],
    ['contact%5bemail%5d=maria%2Bnews%40example.com', 'maria+news@example.com'],
  ])('%s, with or without escaped brackets', (body, email) => {
    expect(readFormBody(body).contact?.email).toBe(email);
  });

  test('a plus is a space, other scripts are UTF-8, and a repeated value counts once', () => {
    const body = 'contact[first_name]=%CE%9C%CE%B1%CF%81%CE%AF%CE%B1+L&contact[id]=1&contact[id]=1';
    expect(readFormBody(body).contact).toMatchObject({ first_name: 'Μαρία L', id: '1' });
  });
});

describe('ignored values', () => {
  test.each([
    ['a note', 'note=secret'],
    ['tags', 'contact[tags]=a'],
    ['an organisation', 'contact[orgname]=a&orgname=a'],
    ['a deeper path', 'contact[fields][3][4]=a&contact[email][x]=a&type[x]=a&deal[a][b][c][d]=e'],
    ['a list of lists', 'list[][id]=3'],
    ['a key of 10,000 brackets', `contact${'[a]'.repeat(10_000)}=a`],
    ['an unclosed bracket', 'contact[email=a'],
    ['a value of more than 4,096 characters', `contact[email]=${'a'.repeat(4097)}`],
    ['text that is not UTF-8', 'contact[first_name]=Jos%E9'],
  ])('%s', (_, body) => {
    expect(readPayload(readFormBody(body))).toEqual(readPayload({}));
  });

  test('a long answer in another custom field does not lose the other values', () => {
    const body = `contact[fields][9]=${'a'.repeat(100_000)}&contact[id]=36`;
    expect(readPayload(readFormBody(body)).contact).toEqual({ id: '36' });
  });
});

describe('a name that occurs twice with two values', () => {
  test.each([
    ['another custom field', 'contact[fields][9]=a&contact[fields][9]=b'],
    ['an IP address', 'contact[ip]=8.8.8.8&contact[ip]=9.9.9.9'],
    ['a phone number', 'contact[phone]=1&contact[phone]=2'],
    ['a deal’s stage', 'deal[stageid]=1&deal[stageid]=2'],
    ['a name that is not read', 'note=a&note=b&contact[tags]=a&contact[tags]=b'],
  ])('%s does not lose the other values', (_, body) => {
    const read = readPayload(readFormBody(`${body}&type=subscribe&contact[id]=36`));
    expect(read).toMatchObject({ type: 'subscribe', contact: { id: '36' } });
    expect(read.contact?.phone).toBeUndefined();
    expect(read.contact?.ip).toBeUndefined();
  });

  test('a custom field becomes a multiple choice of both', () => {
    const body = 'contact[fields][9]=a&contact[fields][9]=b&contact[fields][9]=a';
    expect(readFormBody(body).contact?.fields).toEqual({ '9': '||a||b||' });
  });

  const names = [
    'type',
    'list',
    'initiated_from',
    'seriesid',
    'tag',
    'form[id]',
    'contact[id]',
    'contact[email]',
    'deal[id]',
    'deal[status]',
    'deal[value_raw]',
    'deal[currency]',
  ];
  test.each(names)(
    '%s decides about the event, the person or the value: refused, and the message contains neither value',
    (name) => {
      expect(attempt(`${name}=canary-1&${name}=canary-2`)).toMatchObject({
        status: 400,
        message: `The form contains ${name} twice, with two values.`,
      });
    },
  );
});

describe('refused bodies', () => {
  test('2,001 fields', () => {
    const fields = (length: number) => Array.from({ length }, (_, n) => `a${n}=1`).join('&');
    expect(attempt(fields(2000))).not.toBeInstanceOf(WebhookError);
    expect(attempt(fields(2001))).toMatchObject({ status: 413 });
  });
});

describe('X-20 no key changes a prototype', () => {
  const untouched = prototypeKeys();

  test.each([
    '__proto__[polluted]=1',
    'contact[__proto__][polluted]=1',
    'contact[constructor][prototype][polluted]=1',
    'contact[fields][__proto__]=polluted',
    'contact[fields][constructor]=polluted',
    'contact[fields][hasOwnProperty]=polluted',
    'contact[fields][toString]=polluted',
    'contact[fields][prototype]=1&contact[fields][__proto__][polluted]=1',
    'contact=1&contact[id]=36',
    'deal[__proto__]=x&deal[id]=1',
  ])('%s', (body) => {
    const payload = readFormBody(body);
    const { contact, deal } = readPayload(payload);
    expect(Object.keys(contact?.fields ?? {}).filter((name) => name in {})).toEqual([]);
    expect(Object.keys(deal ?? {}).filter((name) => name in {})).toEqual([]);
    expect(prototypeKeys()).toBe(untouched);
  });

  test('the payload has no property that was not sent', () => {
    const payload = readFormBody('contact[fields][27]=1');
    for (const box of [payload, payload.contact, payload.contact?.fields]) {
      expect(Reflect.get(Object(box), 'toString')).toBeUndefined();
    }
  });

  const part = fc.oneof(
    fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      'polluted',
      'contact',
      'fields',
      'id',
      'email',
      'type',
      'deal',
      '',
      '27',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const read = ['type', 'list', 'contact[id]', 'contact[email]', 'contact[fields][27]', 'deal[id]'];
  const key = fc.oneof(
    fc.constantFrom(...read),
    fc
      .tuple(part, fc.array(part, { maxLength: 5 }))
      .map(([root, rest]) => root + rest.map((name) => `[${name}]`).join('')),
  );
  const pairs = fc.array(fc.tuple(key, fc.string({ unit: 'binary', maxLength: 12 })), {
    maxLength: 20,
  });

  test('for any form it keeps exactly the known values, as URLSearchParams reads them', () => {
    let kept = 0;
    fc.assert(
      fc.property(pairs, (given) => {
        // A lone surrogate becomes U+FFFD here, as it does in a browser.
        const body = form(...given);
        const params = new URLSearchParams(body);
        const payload = attempt(body);
        fc.pre(!(payload instanceof WebhookError));
        const found = new Map(leaves(payload));
        for (const [name, value] of found) expect(valueNamed(name, params)).toBe(value);
        for (const name of read.filter((one) => params.has(one))) {
          const value = valueNamed(name, params);
          expect(found.get(name)).toBe(value?.includes('\ufffd') ? undefined : value);
          kept += 1;
        }
      }),
      { numRuns: runs(3000) },
    );
    expect(kept).toBeGreaterThan(1000);
    expect(prototypeKeys()).toBe(untouched);
  });

  function valueNamed(name: string, params: URLSearchParams): string | undefined {
    const values = [...new Set(params.getAll(name))];
    if (values.length === 1) return values[0];
    return name.includes('[fields]') ? `||${values.join('||')}||` : undefined;
  }

  test('any bytes give a payload or a refusal, never another exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (body) => {
        expect(attempt(body)).toBeTypeOf('object');
      }),
      { numRuns: runs(3000) },
    );
  });
});

function prototypeKeys(): string {
  return Reflect.ownKeys(Object.prototype).map(String).sort().join();
}

/** The result for a body. Any other exception than a refusal fails the test. */
function attempt(body: string): object {
  try {
    return readFormBody(body);
  } catch (error) {
    if (error instanceof WebhookError) return error;
    throw error;
  }
}

/** Every text in a payload, under its name in the form. */
function leaves(value: object, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = prefix === '' ? name : `${prefix}[${name}]`;
    return typeof inner === 'string' ? [[path, inner] as const] : leaves(inner as object, path);
  });
}

test('time is linear in the size of the body', () => {
  const hostile = [
    (size: number) => `contact${'['.repeat(size)}=1`,
    (size: number) => `contact[fields][${'a'.repeat(size)}=1`,
    (size: number) => '%'.repeat(size),
    (size: number) => `contact[email]=${'%5B'.repeat(size / 3)}`,
    (size: number) => '='.repeat(size),
  ];
  for (const body of hostile) {
    const small = fastest(() => readFormBody(body(32_768)));
    const large = fastest(() => readFormBody(body(262_144)));
    // Eight times the size; a quadratic reader would take 64 times as long.
    expect(large).toBeLessThan(Math.max(small, 0.2) * 32);
  }
});

function fastest(run: () => unknown): number {
  return Math.min(
    ...Array.from({ length: 10 }, () => {
      const start = performance.now();
      run();
      return performance.now() - start;
    }),
  );
}
