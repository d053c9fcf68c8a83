import { helpLink } from '../event/help-link.ts';
import type { Issue } from '../event/issue.ts';
import type { CapiConfig } from './capi-config.ts';
import { type ConfigCheck, readFields } from './config-fields.ts';
import { warnOfUnknownOptions } from './unknown-options.ts';

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

/** A configuration that cannot work; `issues` names every field and its fix, never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    const help = issues.slice(0, 1).map(({ code }) => `See ${helpLink(code)}`);
    super([...issues.map(({ message }) => message), ...help].join(' '));
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
    const issues = [{ code: 'invalid_configuration', path: 'config', message }];
    return { ok: false, reason: 'bad_configuration', issues };
  }
}
