import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Visitor } from '../../src/event/capi-event.ts';
import { packVisitor, unpackVisitor } from '../../src/visitor/pack.ts';
import { runs } from '../fuzz-runs.ts';

const visitor: Visitor = {
  fbp: 'fb.1.1596403881668.1116446470',
  fbc: 'fb.1.1789999995000.IwAR2F4-dbP0.AQQAAQMC',
  clientIpAddress: '2001:4860:4860::8888',
  clientUserAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  eventSourceUrl: 'https://shop.example.com/thanks?utm_source=ig&fbclid=IwAR2F4-dbP0',
  referrerUrl: 'https://www.example.org/',
  consent: 'granted',
};

// Some visitors are wrong in some fields, which is where packing must not fail.
const visitors = fc.record(
  {
    fbp: fc.oneof(fc.constant(visitor.fbp), fc.string()),
    fbc: fc.oneof(
      fc.stringMatching(/^[\w-]{1,500}$/).map((fbclid) => `fb.1.1789999995000.${fbclid}`),
      fc.string(),
    ),
    clientIpAddress: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()),
    clientUserAgent: fc.string({ unit: 'binary', maxLength: 1200, size: 'max' }),
    eventSourceUrl: fc.oneof(fc.webUrl({ withQueryParameters: true, size: 'medium' }), fc.string()),
    referrerUrl: fc.webUrl(),
    consent: fc.constantFrom('granted', 'limited', 'unknown', 'denied'),
  },
  { requiredKeys: [] },
);
const everything = { include: ['ip', 'userAgent'] } as const;

describe('packVisitor', () => {
  it('carries click ids, the page without query, and consent', () => {
    expect(packVisitor(visitor)).toStrictEqual({
      meta_fbp: visitor.fbp,
      meta_fbc: visitor.fbc,
      meta_url: 'https://shop.example.com/thanks',
      meta_consent: 'granted',
    });
  });

  it('carries IP and user agent where asked', () => {
    expect(packVisitor(visitor, { include: ['ip'] })).toHaveProperty(
      'meta_ip',
      '2001:4860:4860::8888',
    );
    expect(packVisitor(visitor, { include: ['ip'] })).not.toHaveProperty('meta_ua');
    expect(packVisitor(visitor, everything)).toHaveProperty('meta_ua', visitor.clientUserAgent);
  });

  it.each([
    ['denied', 'denied'],
    ['refused', 'unreadable'],
    [true, 'unreadable'],
  ])('carries of a visitor with consent %j the consent alone', (consent, meta_consent) => {
    const refused = { ...visitor, consent } as Visitor;
    expect(packVisitor(refused, everything)).toStrictEqual({ meta_consent });
  });

  it.each([[undefined], ['unknown'] as const])('carries no consent that is %s', (consent) => {
    expect(packVisitor({ ...visitor, consent })).not.toHaveProperty('meta_consent');
  });

  it('leaves out what is longer than 500 characters, and cuts nothing', () => {
    const fbc = `fb.1.1789999995000.${'a'.repeat(482)}`;
    const packed = packVisitor(
      {
        consent: 'granted',
        fbc,
        clientUserAgent: 'a'.repeat(501),
        eventSourceUrl: `https://shop.example.com/${'a'.repeat(500)}`,
      },
      everything,
    );
    expect(packed).toEqual({ meta_consent: 'granted' });
    expect(packVisitor({ consent: 'granted', fbc: fbc.slice(0, -1) })).toEqual({
      meta_consent: 'granted',
      meta_fbc: fbc.slice(0, -1),
    });
  });

  it.each([undefined, 'unknown'] as const)(
    'of a visitor who has not answered (%j), packs the page alone',
    (consent) => {
      const packed = packVisitor({ ...visitor, consent }, everything);
      expect(packed).toEqual({ meta_url: packVisitor(visitor)['meta_url'] });
    },
  );

  it.each([
    ['Unix seconds', 1_764_201_600, '1764201600'],
    ['a Date', new Date('2025-11-27T00:00:00Z'), '1764201600'],
    ['a part of a second', 1_764_201_600.9, '1764201600'],
    ['milliseconds', 1_764_201_600_000, undefined],
    ['a time to come', Date.now() / 1000 + 3600, undefined],
    ['a time before consent tools', 1_000_000_000, undefined],
    ['no time', Number.NaN, undefined],
    ['nothing', null, undefined],
    ['text', '1764201600', undefined],
  ])('packs when the answer was given: %s', (_, consentAt, packedAt) => {
    for (const consent of ['granted', 'limited', 'denied'] as const) {
      const packed = packVisitor({ consent, consentAt: consentAt as number });
      expect(packed).toEqual({
        meta_consent: consent,
        ...(packedAt === undefined ? {} : { meta_consent_at: packedAt }),
      });
      const read = unpackVisitor({ ...packed }).consentAt;
      expect(read).toBe(packedAt === undefined ? undefined : Number(packedAt));
    }
    expect(packVisitor({ consentAt: consentAt as number })).toEqual({});
  });

  it.each(['', '-1', '1e9', '1764201600.5', ' 1764201600', '99999999999', 1_764_201_600])(
    'reads no time out of %j',
    (meta_consent_at) => {
      expect(unpackVisitor({ meta_consent: 'granted', meta_consent_at })).toEqual({
        consent: 'granted',
      });
    },
  );

  it.each([undefined, null, 7, 'visitor', []])('makes nothing of %j', (value) => {
    expect(packVisitor(value as unknown as Visitor)).toEqual({});
  });

  it(`fits Stripe's metadata, whatever the visitor is (${runs(1000)} runs)`, () => {
    fc.assert(
      fc.property(fc.oneof(visitors, fc.anything()), (value) => {
        const packed = packVisitor(value as Visitor, everything);
        for (const [key, text] of Object.entries(packed)) {
          expect(key).toMatch(/^meta_(fbp|fbc|url|ip|ua|consent)$/);
          expect(text).toMatch(/^[^\p{Cc}\p{Cs}]{1,500}$/u);
        }
      }),
      { numRuns: runs(1000) },
    );
  });
});

describe('unpackVisitor', () => {
  it('calls an unknown answer unreadable, and has no side effect', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    for (const answer of ['yes', 'YES', 1]) {
      expect(unpackVisitor({ meta_consent: answer })).toEqual({
        consent: 'unreadable',
        consentCarrier: 'metadata meta_consent',
      });
    }
    // Adapters call it in toEvents, which is pure.
    expect(warn).not.toHaveBeenCalled();
  });

  it('finds the visitor among other keys', () => {
    expect(unpackVisitor({ order_id: '9', ...packVisitor(visitor, everything) })).toStrictEqual({
      fbp: visitor.fbp,
      fbc: visitor.fbc,
      clientIpAddress: visitor.clientIpAddress,
      clientUserAgent: visitor.clientUserAgent,
      eventSourceUrl: 'https://shop.example.com/thanks',
      consent: 'granted',
    });
  });

  it.each([
    undefined,
    null,
    {},
    [],
    '',
    'meta_fbp',
    7,
    { meta_consent: '' },
    { meta_consent: null },
  ])('finds nobody in %j', (carried) => {
    expect(unpackVisitor(carried)).toStrictEqual({ consent: 'unknown' });
  });

  it.each(['Granted', 'granted ', 'true', 1, {}])(
    'beside the unreadable consent %j reads nothing else',
    (consent) => {
      const carried = { ...packVisitor(visitor), meta_consent: consent };
      expect(unpackVisitor(carried, 'ClientMetadata')).toStrictEqual({
        consent: 'unreadable',
        consentCarrier: 'ClientMetadata meta_consent',
      });
    },
  );

  it('beside a denial reads nothing else', () => {
    const carried = { ...packVisitor(visitor), meta_consent: 'denied' };
    expect(unpackVisitor(carried)).toStrictEqual({
      consent: 'denied',
      consentCarrier: 'metadata meta_consent',
    });
  });

  it.each([
    ['meta_fbp', 'fb.1.1596403881668.x'],
    ['meta_fbp', ['fb.1.1596403881668.1']],
    ['meta_fbc', 'fb.1.1789999995000.<script>'],
    ['meta_fbc', `fb.1.1789999995000.${'a'.repeat(501)}`],
    ['meta_url', 'javascript:alert(1)'],
    ['meta_url', { href: 'https://shop.example.com/' }],
    ['meta_ip', '10.0.0.1'],
    ['meta_ip', 'localhost'],
    ['meta_ua', 'a\nb'],
    ['meta_ua', 'e'.repeat(64)],
    ['meta_ua', 'a'.repeat(1025)],
  ])('leaves out %s %j', (key, value) => {
    expect(unpackVisitor({ [key]: value, meta_consent: 'granted' })).toStrictEqual({
      consent: 'granted',
    });
  });

  it('names the carrier of an opt-out, which is no reason to read nothing else', () => {
    const carried = { meta_fbp: visitor.fbp, meta_consent: 'limited' };
    expect(unpackVisitor(carried, 'ClientMetadata')).toStrictEqual({
      fbp: visitor.fbp,
      consent: 'limited',
      consentCarrier: 'ClientMetadata meta_consent',
    });
  });

  it('reads no time without an answer', () => {
    expect(unpackVisitor({ meta_consent_at: '1764201600' })).toStrictEqual({ consent: 'unknown' });
  });

  it('takes no query that somebody wrote into the page', () => {
    expect(unpackVisitor({ meta_url: 'https://shop.example.com/?utm_source=x&a=b' })).toEqual({
      eventSourceUrl: 'https://shop.example.com/',
      consent: 'unknown',
    });
  });

  it('treats what throws as what cannot be read', () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    expect(unpackVisitor(revoked.proxy).consent).toBe('unreadable');
  });

  it(`gives back what was packed (${runs(1000)} runs)`, () => {
    fc.assert(
      fc.property(visitors, (value) => {
        const packed = packVisitor(value, everything);
        const unpacked = unpackVisitor({ ...packed });
        expect(packVisitor(unpacked, everything)).toEqual(packed);
        expect(unpacked.consent).toBe(value.consent ?? 'unknown');
      }),
      { numRuns: runs(1000) },
    );
  });

  it(`never throws, and gives only what it would pack (${runs(2000)} runs)`, () => {
    const keys = fc.constantFrom('meta_fbp', 'meta_fbc', 'meta_url', 'meta_ip', 'meta_ua');
    const anything = fc.anything({ withProxies: true, withNullPrototype: true } as object);
    fc.assert(
      fc.property(fc.oneof(anything, fc.dictionary(keys, anything)), (carried) => {
        const { consent, ...values } = unpackVisitor(carried);
        expect(['unknown', 'denied', 'granted', 'limited', 'unreadable']).toContain(consent);
        expect(Object.values(values).filter((text) => typeof text !== 'string')).toEqual([]);
      }),
      { numRuns: runs(2000) },
    );
  });
});
