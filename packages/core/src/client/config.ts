import type { Issue } from '../event/issue.ts';
import { isToken } from '../graph/access-token.ts';
import type { GraphSettings } from '../graph/graph.ts';
import type { PhoneParser } from '../normalize/rule.ts';
import type { PrepareConfig } from '../prepare/prepare.ts';
import { defaultGraphVersion } from './graph-version.ts';
import { warnOfUnknownOptions } from './unknown-options.ts';

export interface CapiConfig extends PrepareConfig {
  /** The pixel's (dataset's) id, 5 to 20 digits. */
  pixelId?: string | undefined;
  /** The Conversions API token, or where to get it: cached, and asked again if Meta refuses it. */
  accessToken?: string | (() => Promise<string>) | undefined;
  /** A Graph API version. One that is newer than this release is used as given. @default "v27.0" */
  apiVersion?: string | undefined;
  /** Adds `appsecret_proof`, for apps that demand it. */
  appSecret?: string | undefined;
  /** Milliseconds for a whole send: name look-up, connection, answer, retries. @default 5000 */
  timeoutMs?: number | undefined;
  /**
   * Another server in place of Meta's, such as the sandbox: http or https on a loopback address; any
   * other https host needs `allowCustomHost`.
   * @default "https://graph.facebook.com"
   */
  baseUrl?: string | undefined;
  /**
   * Lets `baseUrl` name a host that is neither Meta's nor loopback, which then gets the access token
   * and every event. An environment variable alone cannot redirect them.
   * @default false
   */
  allowCustomHost?: boolean | undefined;
  /** Makes every request in place of the platform's own HTTP client. */
  fetch?: typeof fetch | undefined;
}

// The compiler asks for a line for every option that is added.
const knownOptions: Readonly<Record<keyof CapiConfig, true>> = {
  pixelId: true,
  accessToken: true,
  whenConsentUnknown: true,
  apiVersion: true,
  testEventCode: true,
  appSecret: true,
  phone: true,
  timeoutMs: true,
  baseUrl: true,
  allowCustomHost: true,
  fetch: true,
};

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

/** A configuration that cannot work; `issues` names every field and its fix, never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(issues.map(({ message }) => message).join(' '));
    this.issues = issues;
  }
}

/**
 * Throws a {@link ConfigError} unless events could be sent with this configuration: for start-up
 * scripts. {@link createCapiClient} itself never throws.
 */
export function checkConfig(config: CapiConfig): void {
  const check = readConfig(config);
  if (!check.ok) throw new ConfigError(check.issues);
}

/** Reads a configuration, whatever it is. */
export function readConfig(config: CapiConfig): ConfigCheck {
  try {
    warnOfUnknownOptions(config, knownOptions);
    return readFields(config);
  } catch {
    // Some env libraries hand out objects that throw when they are read in the wrong place.
    const message = 'config: reading it threw an error: give a plain object.';
    const issues = [{ code: invalid, path: 'config', message }];
    return { ok: false, reason: 'bad_configuration', issues };
  }
}

// oxlint-disable-next-line max-lines-per-function -- one check per option, in the order of the options
function readFields(config: CapiConfig): ConfigCheck {
  const issues: Issue[] = [];
  const report = (code: Issue['code'], path: string, fix: string): void => {
    issues.push({ code, path, message: `${path}: ${fix}` });
  };
  const given = typeof config === 'object' && config !== null ? config : undefined;
  const pixelId = text(given?.pixelId);
  const accessToken = token(given?.accessToken);
  const whenConsentUnknown = given?.whenConsentUnknown;
  const timeoutMs = given?.timeoutMs ?? 5000;
  const apiVersion = text(given?.apiVersion) ?? defaultGraphVersion;
  const baseUrl = text(given?.baseUrl) ?? 'https://graph.facebook.com';

  const quoted = quotable.filter((path) => isQuoted(text(given?.[path])));
  for (const path of quoted) report(invalid, path, 'is in quotes: remove them.');

  if (quoted.includes('pixelId')) {
    // Reported above.
  } else if (pixelId === undefined) {
    report(missing, 'pixelId', 'set it to the id of your pixel (META_PIXEL_ID).');
  } else if (!/^\d{5,20}$/.test(pixelId)) {
    report(invalid, 'pixelId', 'must be the 5 to 20 digits shown in Events Manager.');
  }
  if (accessToken === undefined) {
    report(
      missing,
      'accessToken',
      'set it to the token from Events Manager > Settings > Conversions API (META_CAPI_ACCESS_TOKEN).',
    );
  } else if (
    typeof accessToken === 'string' &&
    !isToken(accessToken) &&
    !quoted.includes('accessToken')
  ) {
    report(invalid, 'accessToken', 'must be 20 to 512 printable ASCII characters, without spaces.');
  }
  if (whenConsentUnknown === undefined) {
    report(
      missing,
      'whenConsentUnknown',
      'choose "drop" or "send" for visitors who were never asked (META_CONSENT_UNKNOWN).',
    );
  } else if (whenConsentUnknown !== 'drop' && whenConsentUnknown !== 'send') {
    report(invalid, 'whenConsentUnknown', 'must be "drop" or "send".');
  }
  if (!/^v\d{1,3}\.\d$/.test(apiVersion)) {
    report(invalid, 'apiVersion', `must look like "${defaultGraphVersion}".`);
  }
  if (!(Number.isFinite(timeoutMs) && timeoutMs > 0)) {
    report(invalid, 'timeoutMs', 'must be a number of milliseconds above 0.');
  }
  const origin = safeOrigin(baseUrl);
  if (quoted.includes('baseUrl')) {
    // Reported above.
  } else if (origin === undefined) {
    report(
      invalid,
      'baseUrl',
      'must be an https origin, or http on a loopback address, without path, query or user name, such as http://127.0.0.1:4010 (META_CAPI_BASE_URL).',
    );
  } else if (!isKnownHost(origin) && given?.allowCustomHost !== true) {
    report(
      invalid,
      'baseUrl',
      'names a host that is neither graph.facebook.com nor loopback, which would get the access token: set allowCustomHost to true if you mean it.',
    );
  }
  for (const path of ['fetch', 'phone'] as const) {
    if (given?.[path] !== undefined && typeof given[path] !== 'function') {
      report(invalid, path, 'must be a function.');
    }
  }
  if (
    issues.length > 0 ||
    given === undefined ||
    accessToken === undefined ||
    (whenConsentUnknown !== 'drop' && whenConsentUnknown !== 'send')
  ) {
    const isBad = issues.some(({ code }) => code === invalid);
    return { ok: false, reason: isBad ? 'bad_configuration' : 'not_configured', issues };
  }
  return {
    ok: true,
    settings: {
      eventsUrl: `${origin}/${apiVersion}/${pixelId}/events`,
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

function isKnownHost(origin: string): boolean {
  const { hostname } = new URL(origin);
  return origin === 'https://graph.facebook.com' || isLoopback(hostname);
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function safeOrigin(baseUrl: string): string | undefined {
  if (!URL.canParse(baseUrl)) return undefined;
  const url = new URL(baseUrl);
  const isSafe =
    url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  const isBare = url.href === `${url.origin}/`;
  return isSafe && isBare ? url.origin : undefined;
}
