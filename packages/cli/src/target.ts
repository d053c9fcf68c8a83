import { type CapiConfig, ConfigError, checkConfig, configFromEnv } from '@meta-capi/core';
import { CommandError } from './output.ts';

/** Where the sandbox listens by default. */
export const defaultSandbox = 'http://127.0.0.1:4010';

/** What the sandbox accepts in place of a pixel id and a token. */
const anyPixelId = '1234567890';
const anyToken = 'any-text-of-20-characters-or-more';

/** The sandbox to read: `--sandbox`, or META_CAPI_BASE_URL, or the default one. */
export function sandboxUrl(
  env: Readonly<Record<string, string | undefined>>,
  sandbox?: string,
): string {
  const { baseUrl } = configFromEnv(env);
  const url = sandbox ?? (baseUrl !== undefined && isLoopback(baseUrl) ? baseUrl : defaultSandbox);
  if (isLoopback(url)) return new URL(url).origin;
  throw notLocal('--sandbox');
}

/** Where events are sent to. */
export interface Target {
  readonly config: CapiConfig;
  readonly isSandbox: boolean;
  /** Such as `sandbox http://127.0.0.1:4010`, to print before events are sent. */
  readonly description: string;
}

/**
 * The local sandbox, unless the environment holds a pixel id and a token: then Meta. `sandbox` (the
 * value of `--sandbox`) overrides the environment, and the token is then not used.
 */
export function readTarget(
  env: Readonly<Record<string, string | undefined>>,
  sandbox?: string,
): Target {
  const config = configFromEnv(env);
  if (sandbox !== undefined) return sandboxTarget(config, sandbox, '--sandbox');
  const { baseUrl, pixelId, accessToken } = config;
  if (baseUrl === undefined && pixelId === undefined && accessToken === undefined) {
    return sandboxTarget(config, defaultSandbox, 'META_CAPI_BASE_URL');
  }
  if (baseUrl !== undefined && isLoopback(baseUrl)) {
    return sandboxTarget(config, baseUrl, 'META_CAPI_BASE_URL');
  }
  check(config);
  return { config, isSandbox: false, description: `Meta, pixel ${pixelId}` };
}

function sandboxTarget(environment: CapiConfig, baseUrl: string, name: string): Target {
  if (!isLoopback(baseUrl)) {
    throw notLocal(name);
  }
  const config = {
    ...environment,
    baseUrl: new URL(baseUrl).origin,
    pixelId: environment.pixelId ?? anyPixelId,
    accessToken: anyToken,
    whenConsentUnknown: environment.whenConsentUnknown ?? ('send' as const),
  };
  check(config);
  return { config, isSandbox: true, description: `sandbox ${config.baseUrl}` };
}

function check(config: CapiConfig): void {
  try {
    checkConfig(config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CommandError(
      'usage',
      'The configuration in the environment is not complete or not correct.',
      `${error.message} Or use --sandbox ${defaultSandbox}. meta-capi doctor checks every variable.`,
    );
  }
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname);
}

function notLocal(name: string): CommandError {
  return new CommandError(
    'usage',
    `${name} must be the URL of a sandbox on this machine.`,
    `Write for example ${defaultSandbox}.`,
  );
}
