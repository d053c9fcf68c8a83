import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CapiEvent, Visitor } from '../../src/event/capi-event.ts';
import { createDiagnostics, type Explanation, type Warning } from '../../src/event/issue.ts';
import { readVisitor } from '../../src/prepare/visitor.ts';
import type { SendableVisitor } from '../../src/visitor/keys.ts';
import { runs } from '../fuzz-runs.ts';
import { recorder } from '../recorder.ts';

const eventTime = 1_790_000_000;
const complete: Visitor = {
  fbp: `fb.1.${(eventTime - 86_400 * 400) * 1000}.1116446470`,
  fbc: `fb.1.${eventTime * 1000 - 5000}.IwAR2F4-dbP0.AQQAAQMC`,
  clientIpAddress: '8.8.8.8',
  clientUserAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  eventSourceUrl: 'https://shop.example.com/thanks?order=9&fbclid=IwAR2F4-dbP0',
  referrerUrl: 'https://www.example.org/',
  consent: 'granted',
};

function send(visitor: unknown): {
  sent: SendableVisitor;
  warnings: Warning[];
  explained: Explanation[];
} {
  const diagnostics = recorder();
  const sent = readVisitor({ visitor } as CapiEvent, diagnostics, eventTime);
  return { sent, warnings: diagnostics.warnings, explained: diagnostics.explanations };
}

describe('readVisitor', () => {
  it('sends what is right, unchanged where Meta compares it, and never the consent', () => {
    const { sent, warnings, explained } = send(complete);
    expect(sent).toEqual({
      fbp: complete.fbp,
      fbc: complete.fbc,
      client_ip_address: '8.8.8.8',
      client_user_agent: complete.clientUserAgent,
      event_source_url: 'https://shop.example.com/thanks?fbclid=IwAR2F4-dbP0',
      referrer_url: 'https://www.example.org/',
    });
    expect(warnings).toEqual([]);
    expect(explained.map(({ path, action, because }) => `${path} ${action}: ${because}`)).toEqual([
      'visitor.fbp kept: unchanged, sent as fbp',
      'visitor.fbc kept: unchanged, sent as fbc',
      'visitor.clientIpAddress kept: not hashed, sent as client_ip_address',
      'visitor.clientUserAgent kept: unchanged, sent as client_user_agent',
      'visitor.eventSourceUrl changed: host, path, fbclid and utm parameters, sent as event_source_url',
      'visitor.referrerUrl kept: host, path, fbclid and utm parameters, sent as referrer_url',
    ]);
  });

  it('does the same when nobody asks for explanations', () => {
    const diagnostics = createDiagnostics();
    const event = { visitor: { ...complete, fbp: 'no' } } as CapiEvent;
    const sent = readVisitor(event, diagnostics, eventTime);
    expect([Object.keys(sent).length, diagnostics.warnings.length]).toEqual([5, 1]);
  });

  it.each([[undefined], [null], [{}], [{ fbp: undefined, fbc: null, clientIpAddress: '' }]])(
    'sends nothing for %j and has nothing to say',
    (visitor) => {
      expect(send(visitor)).toEqual({ sent: {}, warnings: [], explained: [] });
    },
  );

  const seconds = 'fb.1.1790000000.IwAR2F4';
  const old = `fb.1.${(eventTime - 91 * 86_400) * 1000}.IwAR2F4`;
  it.each<[keyof Visitor, unknown, string]>([
    ['fbp', 'fb.1.1790000000.123', 'invalid_fbp'],
    ['fbp', 123, 'invalid_fbp'],
    ['fbp', 'a'.repeat(64), 'hashed_value'],
    ['fbc', seconds, 'invalid_fbc'],
    ['fbc', 'IwAR2F4', 'invalid_fbc'],
    ['fbc', old, 'expired_fbc'],
    ['fbc', `fb.1.${(eventTime + 2 * 86_400) * 1000}.IwAR2F4`, 'expired_fbc'],
    ['fbc', ` ${'AB'.repeat(32)} `, 'hashed_value'],
    ['clientIpAddress', '10.0.0.1', 'invalid_client_ip_address'],
    ['clientIpAddress', '203.0.113.9', 'invalid_client_ip_address'],
    ['clientIpAddress', '8.8.8.8, 9.9.9.9', 'invalid_client_ip_address'],
    ['clientIpAddress', '0'.repeat(64), 'hashed_value'],
    ['clientUserAgent', 'Mozilla\r\nX: y', 'invalid_client_user_agent'],
    ['clientUserAgent', 'Mozilla\u2028', 'invalid_client_user_agent'],
    ['clientUserAgent', 'Mozilla \ud800', 'invalid_client_user_agent'],
    ['clientUserAgent', '   ', 'invalid_client_user_agent'],
    ['clientUserAgent', 'undefined', 'invalid_client_user_agent'],
    ['clientUserAgent', 'null', 'invalid_client_user_agent'],
    ['fbc', 'fb.1.1790000000000.undefined', 'invalid_fbc'],
    ['fbc', 'fb.1.1790000000000.null', 'invalid_fbc'],
    ['clientUserAgent', 'a'.repeat(1025), 'invalid_client_user_agent'],
    ['clientUserAgent', 'f'.repeat(64), 'hashed_value'],
    ['eventSourceUrl', '/thanks', 'invalid_url'],
    ['eventSourceUrl', {}, 'invalid_url'],
    ['referrerUrl', 'android-app://com.example', 'invalid_url'],
  ])('leaves out visitor.%s %j: %s', (key, value, code) => {
    const { sent, warnings, explained } = send({ ...complete, [key]: value });
    expect(Object.keys(sent)).toHaveLength(5);
    // Says what is wrong and, after a semicolon, what to do.
    const message = new RegExp(`^visitor\\.${key} is not sent: it.{20,}; [a-z].{10,}\\.$`);
    const path = `visitor.${key}`;
    expect(warnings).toEqual([{ code, path, message: expect.stringMatching(message) }]);
    expect(explained.filter(({ action }) => action === 'dropped')).toMatchObject([
      { path: `visitor.${key}` },
    ]);
  });

  it('takes a user agent of 1,024 characters', () => {
    expect(send({ clientUserAgent: 'a'.repeat(1024) }).warnings).toEqual([]);
  });

  it.each([
    ['ip', 'visitor.ip'],
    ['client_ip_address', 'visitor.client_ip_address'],
    ['toString', 'visitor.toString'],
    ['ann@example.com', 'visitor.(odd key)'],
  ])('says that it takes no key "%s"', (key, path) => {
    const { sent, warnings } = send({ ...complete, [key]: 'ann@example.com' });
    expect(Object.keys(sent)).toHaveLength(6);
    const message = expect.stringContaining('fbp, fbc, clientIpAddress, clientUserAgent');
    expect(warnings).toEqual([{ code: 'unknown_visitor_key', path, message }]);
    expect(JSON.stringify(warnings)).not.toContain('@');
  });

  it('treats a getter or a Proxy that throws as a wrong value', () => {
    const throwing = Object.defineProperty({ ...complete }, 'fbp', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(send(throwing).warnings).toMatchObject([{ code: 'invalid_fbp' }]);
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    expect(send(revoked.proxy)).toMatchObject({ sent: {}, warnings: { length: 6 } });
  });

  it(`never throws, and sends only text (${runs(2000)} runs)`, () => {
    const anything = fc.anything({ withProxies: true, withNullPrototype: true } as object);
    const keys = fc.constantFrom(...Object.keys(complete));
    const visitor = fc.oneof(anything, fc.dictionary(keys, anything));
    fc.assert(
      fc.property(visitor, (given) => {
        const { sent } = send(given);
        expect(Object.values(sent).filter((value) => typeof value !== 'string')).toEqual([]);
      }),
      { numRuns: runs(2000) },
    );
  });

  it(`keeps every value out of its warnings and explanations (${runs(1000)} runs)`, () => {
    const canary = fc.stringMatching(/^canary[a-z]{12}$/);
    const keys = ['fbp', 'fbc', 'clientIpAddress', 'clientUserAgent', 'eventSourceUrl'];
    const around = fc.constantFrom(
      (text: string) => text,
      (text: string) => `fb.1.${eventTime}000.${text}`,
      (text: string) => `https://${text}.example.com/${text}?email=${text}`,
      (text: string) => `${text}\n`,
    );
    fc.assert(
      fc.property(fc.constantFrom(...keys), canary, around, (key, text, wrap) => {
        const { warnings, explained } = send({ ...complete, [key]: wrap(text) });
        expect(JSON.stringify([warnings, explained])).not.toContain('canary');
        expect(explained).toHaveLength(6);
      }),
      { numRuns: runs(1000) },
    );
  });
});
