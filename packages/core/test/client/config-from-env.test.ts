import { describe, expect, test } from 'vitest';
import { checkConfig } from '../../src/client/config.ts';
import { configFromEnv } from '../../src/client/config-from-env.ts';

const good = {
  META_PIXEL_ID: '1234567890',
  META_CAPI_ACCESS_TOKEN: 'EAAaTokenOfThisTestOnly0123',
  META_TEST_EVENT_CODE: 'TEST12345',
  META_CONSENT_UNKNOWN: 'drop',
  META_CAPI_BASE_URL: 'http://127.0.0.1:4010',
};
const config = {
  pixelId: good.META_PIXEL_ID,
  accessToken: good.META_CAPI_ACCESS_TOKEN,
  testEventCode: good.META_TEST_EVENT_CODE,
  whenConsentUnknown: 'drop',
  baseUrl: good.META_CAPI_BASE_URL,
};

describe('configFromEnv', () => {
  test('reads each variable, without the line end that a secret store left on it', () => {
    expect(configFromEnv(good)).toEqual(config);
    const stored = Object.entries(good).map(([name, value]) => [name, ` ${value}\n`]);
    expect(configFromEnv(Object.fromEntries(stored))).toEqual(config);
  });

  test.each(['', ' ', '\r\n', undefined])('takes %j for not set, wherever it stands', (blank) => {
    const names = Object.keys(good);
    expect(configFromEnv(Object.fromEntries(names.map((name) => [name, blank])))).toEqual({});
  });

  test('a blank pixel id does not hide the one that the browser knows as well', () => {
    const env = { META_PIXEL_ID: ' ', NEXT_PUBLIC_META_PIXEL_ID: '1234567890\n' };
    expect(configFromEnv(env).pixelId).toBe('1234567890');
  });

  test('a wrong word reaches the check, which names its field', () => {
    const wrong = configFromEnv({ ...good, META_CONSENT_UNKNOWN: 'Drop' });
    expect(() => checkConfig(wrong)).toThrow('whenConsentUnknown: must be "drop" or "send".');
  });

  test('a platform whose variables may be numbers gets an answer, not an exception', () => {
    const env: object = { ...good, META_PIXEL_ID: 1_234_567_890 };
    expect(() => checkConfig(configFromEnv({ ...env }))).toThrow('pixelId: set it');
  });
});
