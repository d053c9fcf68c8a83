import type { Issue } from '../event/issue.ts';
import { isToken } from '../graph/access-token.ts';
import type { GraphSettings } from '../graph/graph.ts';
import { isRecord } from '../input/is-record.ts';
import type { PhoneParser } from '../normalize/rule.ts';
import { isKnownHost, safeOrigin } from './base-url.ts';
import type { CapiConfig } from './capi-config.ts';
import { defaultGraphVersion } from './graph-version.ts';

/** A checked {@link CapiConfig} with its defaults filled in. */
export interface Settings extends GraphSettings {
  readonly apiVersion: string;
  readonly whenConsentUnknown: 'drop' | 'send';
  readonly testEventCode: string | undefined;
  readonly phone: PhoneParser | undefined;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch | undefined;
}

export type ConfigCheck =
  | { ok: true; settings: Settings }
  | { ok: false; reason: 'bad_configuration' | 'not_configured'; issues: readonly Issue[] };

/** Reads every field of a configuration; the issues are in the order of the fields. */
export function readFields(config: CapiConfig): ConfigCheck {
  const given: CapiConfig = isRecord(config) ? config : noConfig;
  const fields = {
    pixelId: text(given.pixelId),
    accessToken: token(given.accessToken),
    whenConsentUnknown: given.whenConsentUnknown,
    apiVersion: text(given.apiVersion) ?? defaultGraphVersion,
    timeoutMs: given.timeoutMs ?? 5000,
    origin: safeOrigin(text(given.baseUrl) ?? 'https://graph.facebook.com'),
  };
  const issues = issuesOf(given, fields);
  const { accessToken, whenConsentUnknown, apiVersion, timeoutMs } = fields;
  if (issues.length > 0 || accessToken === undefined || whenConsentUnknown === undefined) {
    const isBad = issues.some(({ code }) => code === invalid);
    return { ok: false, reason: isBad ? 'bad_configuration' : 'not_configured', issues };
  }
  return {
    ok: true,
    settings: {
      eventsUrl: `${fields.origin}/${apiVersion}/${fields.pixelId}/events`,
      apiVersion,
      accessToken,
      whenConsentUnknown,
      testEventCode: text(given.testEventCode),
      appSecret: text(given.appSecret),
      phone: given.phone,
      timeoutMs,
      fetch: given.fetch,
    },
  };
}

const noConfig: CapiConfig = { whenConsentUnknown: undefined };

interface Fields extends Pick<Settings, 'apiVersion' | 'timeoutMs'> {
  readonly pixelId: string | undefined;
  readonly accessToken: Settings['accessToken'] | undefined;
  readonly whenConsentUnknown: CapiConfig['whenConsentUnknown'];
  readonly origin: string | undefined;
}

function issuesOf(given: CapiConfig, fields: Fields): readonly Issue[] {
  const { pixelId, accessToken, whenConsentUnknown, apiVersion, timeoutMs, origin } = fields;
  const issues: Issue[] = [];
  const quoted: readonly string[] = quotable.filter((path) => isQuoted(text(given[path])));
  const report = (code: string, path: string, fix: string): void => {
    issues.push({ code, path, message: `${path}: ${fix}` });
  };
  const need = (path: keyof Fields, fix: string): void => {
    if (fields[path] === undefined) report(missing, path, fix);
  };
  const check = (path: keyof CapiConfig, isValid: boolean, fix: string): void => {
    if (!isValid && !quoted.includes(path)) report(invalid, path, fix);
  };

  for (const path of quoted) report(invalid, path, 'is in quotes: remove them.');
  need('pixelId', 'set it to the id of your pixel (META_PIXEL_ID).');
  check('pixelId', /^\d{5,20}$/.test(pixelId ?? '00000'), fixes.pixelId);
  need('accessToken', fixes.noAccessToken);
  check('accessToken', typeof accessToken !== 'string' || isToken(accessToken), fixes.accessToken);
  need('whenConsentUnknown', fixes.noWhenConsentUnknown);
  check('whenConsentUnknown', isAnswer(whenConsentUnknown), 'must be "drop" or "send".');
  check(
    'apiVersion',
    /^v\d{1,3}\.\d$/.test(apiVersion),
    `must look like "${defaultGraphVersion}".`,
  );
  check('timeoutMs', Number.isFinite(timeoutMs) && timeoutMs > 0, fixes.timeoutMs);
  check('baseUrl', origin !== undefined, fixes.baseUrl);
  const isHostAllowed = given.allowCustomHost === true || isKnownHost(origin);
  check('baseUrl', isHostAllowed, fixes.customHost);
  check('fetch', isFunction(given.fetch), 'must be a function.');
  check('phone', isFunction(given.phone), 'must be a function.');
  return issues;
}

const fixes = {
  pixelId: 'must be the 5 to 20 digits shown in Events Manager.',
  noAccessToken:
    'set it to the token from Events Manager > Settings > Conversions API (META_CAPI_ACCESS_TOKEN).',
  accessToken: 'must be 20 to 512 printable ASCII characters, without spaces.',
  noWhenConsentUnknown:
    'choose "drop" or "send" for visitors who were never asked (META_CONSENT_UNKNOWN).',
  timeoutMs: 'must be a number of milliseconds above 0.',
  baseUrl:
    'must be an https origin, or http on a loopback address, without path, query or user name, such as http://127.0.0.1:4010 (META_CAPI_BASE_URL).',
  customHost:
    'names a host that is neither graph.facebook.com nor loopback, which would get the access token: set allowCustomHost to true if you mean it.',
};

const missing = 'missing_configuration';
const invalid = 'invalid_configuration';

/** Environment variables come with stray blanks and as `""` where they are not set. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** A value that was copied out of an .env file with its quotes, or with one of them. */
function isQuoted(value: string | undefined): boolean {
  return value !== undefined && /^["']|["']$/.test(value);
}

const quotable = ['pixelId', 'accessToken', 'baseUrl', 'testEventCode', 'appSecret'] as const;

function token(value: unknown): Settings['accessToken'] | undefined {
  return typeof value === 'function' ? (value as () => Promise<string>) : text(value);
}

function isAnswer(value: unknown): boolean {
  return value === undefined || value === 'drop' || value === 'send';
}

function isFunction(value: unknown): boolean {
  return value === undefined || typeof value === 'function';
}
