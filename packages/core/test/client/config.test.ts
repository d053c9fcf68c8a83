import { describe, expect, test, vi } from 'vitest';
import type { CapiConfig } from '../../src/client/capi-config.ts';
import { createCapiClient } from '../../src/client/client.ts';
import { ConfigError, checkConfig } from '../../src/client/config.ts';
import { configFromEnv } from '../../src/client/config-from-env.ts';
import { answer } from '../delivery/faults.ts';
import { startFaultyServer } from '../delivery/faulty-server.ts';

const good = {
  pixelId: '1234567890',
  accessToken: 'EAAaTokenOfThisTestOnly0123',
  whenConsentUnknown: 'drop',
} as const;

describe('F-53 what cannot work is refused before anything is sent', () => {
  const canary = 'canary';
  test.each<[string, Partial<CapiConfig>]>([
    ['no token', { accessToken: undefined }],
    ['a blank token', { accessToken: ' \n' }],
    ['a token with a line in it', { accessToken: `EAA${canary}0123456789\nx-evil: 1` }],
    ['a token with a NUL', { accessToken: `EAA${canary}0123456789\u0000` }],
    ['a token that is no Latin-1', { accessToken: `EAA${canary}0123456789Ā` }],
    ['a token with a space', { accessToken: `EAA${canary} 0123456789` }],
    ['a token that is too short', { accessToken: canary }],
    ['a token that is too long', { accessToken: canary.repeat(100) }],
    ['a pixel that climbs', { pixelId: '123/../../me' }],
    ['a pixel with a query', { pixelId: `12345?${canary}` }],
    ['a pixel of full-width digits', { pixelId: '１２３４５６' }],
    ['a pixel with a line in it', { pixelId: `12345\n${canary}` }],
    ['a version that climbs', { apiVersion: `../${canary}` }],
    ['a host without TLS', { baseUrl: `http://${canary}.example` }],
    ['a host behind a user', { baseUrl: `https://graph.facebook.com@${canary}.example` }],
    ['a host with a path', { baseUrl: `https://graph.facebook.com/${canary}` }],
    ['a host with a query', { baseUrl: `https://graph.facebook.com?${canary}` }],
    ['a host with a fragment', { baseUrl: `https://graph.facebook.com#${canary}` }],
    ['another protocol', { baseUrl: `ftp://${canary}.example` }],
    ['another protocol on loopback', { baseUrl: 'ftp://127.0.0.1' }],
    ['no URL', { baseUrl: canary }],
    ['loopback in other clothes', { baseUrl: 'http://127.0.0.1.example' }],
    ['another host', { baseUrl: `https://${canary}.example` }],
    ['a token in quotes', { accessToken: `"EAA${canary}0123456789"` }],
    ['an app secret in quotes', { appSecret: `'${canary}'` }],
    [
      'another host, allowed by text',
      { baseUrl: `https://${canary}.example`, allowCustomHost: 'true' as never },
    ],
    ['Meta’s host on another port', { baseUrl: 'https://graph.facebook.com:8443' }],
    ['a host below Meta’s name', { baseUrl: `https://graph.facebook.com.${canary}.example` }],
  ])('%s', async (_, wrong) => {
    const server = await startFaultyServer([answer()]);
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const config = { ...good, baseUrl: `http://127.0.0.1:${server.port}`, ...wrong };

    const { message } = thrownBy(() => checkConfig(config));
    const result = await createCapiClient(config).sendLeadEvent({
      eventId: 'l',
      userData: { externalId: 'customer-7' },
      visitor: { consent: 'granted' },
    });

    expect(result).toMatchObject({ ok: false, skipped: true });
    expect(server.connections()).toBe(0);
    const [path = ''] = Object.keys(wrong);
    expect(message).toContain(path);
    expect(JSON.stringify([message, result, warn.mock.calls])).not.toContain(canary);
    vi.restoreAllMocks();
  });

  test('an object that throws when it is read', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const config = Object.defineProperty({ ...good }, 'pixelId', {
      get: () => {
        throw new Error(canary);
      },
    });
    expect(thrownBy(() => checkConfig(config)).issues).toMatchObject([{ path: 'config' }]);
    const result = await createCapiClient(config).sendEvents([]);
    expect(result).toMatchObject({ ok: false, skipped: true, reason: 'bad_configuration' });
    expect(JSON.stringify([result, warn.mock.calls])).not.toContain(canary);
    vi.restoreAllMocks();
  });

  test('the environment alone sends the token to no other host; an option of the program does', () => {
    const config = { ...good, ...configFromEnv({ META_CAPI_BASE_URL: 'https://proxy.example' }) };
    const given = {
      ...config,
      pixelId: good.pixelId,
      accessToken: good.accessToken,
      whenConsentUnknown: 'drop',
    } as const;
    expect(thrownBy(() => checkConfig(given)).issues).toMatchObject([
      { path: 'baseUrl', message: expect.stringContaining('set allowCustomHost to true') },
    ]);
    expect(() => checkConfig({ ...given, allowCustomHost: true })).not.toThrow();
    expect(() => checkConfig({ ...given, baseUrl: 'https://127.0.0.1:8443' })).not.toThrow();
  });

  test.each(['pixelId', 'accessToken', 'baseUrl', 'testEventCode', 'appSecret'] as const)(
    'a quoted %s is named, with the fix alone and never the value',
    async (path) => {
      const warn = vi.spyOn(console, 'warn').mockReturnValue();
      const value = { baseUrl: 'http://127.0.0.1:4010', testEventCode: 'TEST1', appSecret: 'ab' };
      const text = { ...good, ...value }[path];
      const issues = [
        { code: 'invalid_configuration', path, message: `${path}: is in quotes: remove them.` },
      ];
      for (const quoted of [
        `"${text}"`,
        `'${text}'`,
        ` "${text}"\n`,
        `"${text}`,
        `'${text}`,
        `${text}"`,
        `${text}'`,
      ]) {
        const config = { ...good, [path]: quoted };
        expect(thrownBy(() => checkConfig(config)).issues).toEqual(issues);
        const result = await createCapiClient(config).sendEvents([]);
        expect(result).toMatchObject({ reason: 'bad_configuration', warnings: issues });
      }
      expect(String(warn.mock.calls)).not.toContain(text);
      vi.restoreAllMocks();
    },
  );

  test.each<[string, Partial<CapiConfig>, string, RegExp]>([
    ['no pixel', { pixelId: ' ' }, 'missing', /set it to the id of your pixel \(META_PIXEL_ID\)/],
    ['4 digits', { pixelId: '1234' }, 'invalid', /5 to 20 digits shown in Events Manager/],
    ['21 digits', { pixelId: '1'.repeat(21) }, 'invalid', /5 to 20 digits/],
    ['a letter before', { pixelId: 'a12345' }, 'invalid', /5 to 20 digits/],
    ['a letter behind', { pixelId: '12345a' }, 'invalid', /5 to 20 digits/],
    ['no token', { accessToken: '' }, 'missing', /Events Manager.*META_CAPI_ACCESS_TOKEN/],
    ['a short token', { accessToken: 'a' }, 'invalid', /20 to 512 printable ASCII/],
    [
      'no word on consent',
      { whenConsentUnknown: undefined },
      'missing',
      /"drop" or "send".*META_CONSENT_UNKNOWN/,
    ],
    ['another word', { whenConsentUnknown: 'ask' as never }, 'invalid', /must be "drop" or "send"/],
    ['a version without v', { apiVersion: '27.0' }, 'invalid', /must look like "v27\.0"/],
    ['a version after a word', { apiVersion: 'xv27.0' }, 'invalid', /must look like "v27\.0"/],
    ['a version of 4 digits', { apiVersion: 'v1234.0' }, 'invalid', /must look like/],
    ['a version with more behind', { apiVersion: 'v27.00' }, 'invalid', /must look like/],
    ['a version without a minor', { apiVersion: 'v27.' }, 'invalid', /must look like/],
    ['no time', { timeoutMs: 0 }, 'invalid', /number of milliseconds above 0/],
    ['less than no time', { timeoutMs: -1 }, 'invalid', /above 0/],
    ['endless time', { timeoutMs: Number.POSITIVE_INFINITY }, 'invalid', /above 0/],
    ['time as text', { timeoutMs: '5000' as never }, 'invalid', /above 0/],
    ['a path', { baseUrl: 'https://graph.facebook.com/v1' }, 'invalid', /without path/],
    ['another host', { baseUrl: 'https://a.example' }, 'invalid', /access token.*allowCustomHost/],
    ['a fetch that is text', { fetch: 'fetch' as never }, 'invalid', /must be a function/],
    ['a parser that is an object', { phone: {} as never }, 'invalid', /must be a function/],
  ])('%s: one issue with the field and the fix', (_, wrong, code, fix) => {
    const { issues } = thrownBy(() => checkConfig({ ...good, ...wrong }));
    const [path = ''] = Object.keys(wrong);
    expect(issues).toEqual([
      { code: `${code}_configuration`, path, message: expect.stringMatching(fix) },
    ]);
    expect(issues[0]?.message).toMatch(new RegExp(`^${path}: `));
  });

  test('the error has the message of every issue, and the link that explains them', () => {
    const { message, name } = thrownBy(() => checkConfig({ ...good, pixelId: '', timeoutMs: 0 }));
    expect(name).toBe('ConfigError');
    expect(message).toMatch(
      /^pixelId: \S.*\. timeoutMs: \S.*\. See docs\/reference\/codes\.md#missing_configuration$/,
    );
  });

  test('a configuration that cannot be read says so', () => {
    const config = new Proxy(good, {
      ownKeys: () => {
        throw new Error(canary);
      },
    });
    expect(thrownBy(() => checkConfig(config)).issues).toEqual([
      {
        code: 'invalid_configuration',
        path: 'config',
        message: expect.stringMatching(/^config: .*plain object/),
      },
    ]);
  });

  test('one wrong field makes the configuration bad, whatever is missing besides', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const capi = createCapiClient({ ...good, pixelId: '', timeoutMs: 0 });
    expect(await capi.sendEvents([])).toMatchObject({ reason: 'bad_configuration' });
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/No event is sent\. pixelId: .* timeoutMs: .*#bad_configuration$/)],
    ]);
    vi.restoreAllMocks();
  });

  test('a baseUrl of another shape names an example', () => {
    expect(thrownBy(() => checkConfig({ ...good, baseUrl: '127.0.0.1:4010' })).message).toMatch(
      /such as http:\/\/127\.0\.0\.1:4010 \(META_CAPI_BASE_URL\)/,
    );
  });

  test.each<Partial<CapiConfig>>([
    { pixelId: '12345' },
    { pixelId: '1'.repeat(20) },
    { pixelId: ' 1234567890\n' },
    { accessToken: async () => good.accessToken },
    { whenConsentUnknown: 'send' },
    { apiVersion: 'v9.0' },
    { apiVersion: ' v100.0 ' },
    { apiVersion: '' },
    { timeoutMs: 1 },
    { baseUrl: '' },
    { baseUrl: 'https://graph.facebook.com/' },
    { baseUrl: ' http://127.0.0.1:4010\n' },
    { baseUrl: 'http://127.255.100.10' },
    { baseUrl: 'http://localhost' },
    { baseUrl: 'http://[::1]:4010' },
    { testEventCode: `it's "TEST1" here` },
    { fetch: globalThis.fetch },
    { phone: () => undefined },
  ])('%j can work', (right) => {
    expect(() => checkConfig({ ...good, ...right })).not.toThrow();
  });

  test.each(['http://notlocalhost', 'http://localhost.example', 'http://a.127.0.0.1.example'])(
    '%s is not loopback, so it needs TLS',
    (baseUrl) => {
      const { issues } = thrownBy(() => checkConfig({ ...good, baseUrl, allowCustomHost: true }));
      expect(issues).toMatchObject([
        { path: 'baseUrl', message: expect.stringContaining('https') },
      ]);
    },
  );

  test('what can work is not', () => {
    expect(() => checkConfig(good)).not.toThrow();
    expect(() => checkConfig({ ...good, baseUrl: 'https://graph.facebook.com' })).not.toThrow();
    expect(() => checkConfig({ ...good, accessToken: ` ${good.accessToken}\n` })).not.toThrow();
  });
});

describe('an unknown option is reported once on the console', () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      'a slip',
      { testEventcode: 'canary' },
      'unknown option testEventcode; did you mean testEventCode?',
    ],
    ['another spelling', { pixel_id: '1' }, 'unknown option pixel_id; did you mean pixelId?'],
    [
      'nothing near',
      { colour: 'canary' },
      'unknown option colour; the type CapiConfig lists the options.',
    ],
    [
      'an odd key',
      { 'ann@example.com': 1 },
      'unknown option (odd key); the type CapiConfig lists the options.',
    ],
  ])('%s', (_, wrong, message) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    checkConfig({ ...good, ...wrong });
    createCapiClient({ ...good, ...wrong });
    expect(warn.mock.calls).toEqual([[`meta-capi: ${message}`]]);
    vi.restoreAllMocks();
  });

  test('every known option is not', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const every: { [Key in keyof Required<CapiConfig>]: CapiConfig[Key] } = {
      ...good,
      apiVersion: undefined,
      testEventCode: undefined,
      appSecret: undefined,
      phone: undefined,
      timeoutMs: undefined,
      baseUrl: undefined,
      allowCustomHost: undefined,
      fetch: undefined,
    };
    checkConfig(every);
    expect(warn).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

function thrownBy(check: () => void): ConfigError {
  try {
    check();
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('expected a ConfigError');
}
