import type { CapiConfig } from './config.ts';
import { isRecord } from './is-record.ts';
import { nearestOf } from './nearest-key.ts';
import { safeKey } from './personal-data.ts';
import { sayOnce } from './say-once.ts';

/** Reports keys that are not options of a {@link CapiConfig}: a misspelt one has no effect. */
export function warnOfUnknownOptions(config: unknown): void {
  if (!isRecord(config)) return;
  for (const name of Object.keys(config)) {
    if (Object.hasOwn(options, name)) continue;
    const shown = safeKey(name);
    const meant = shown === name ? nearestOf(Object.keys(options), name) : undefined;
    const fix = meant ? `did you mean ${meant}?` : 'the type CapiConfig lists the options.';
    sayOnce(`unknown option ${shown}; ${fix}`);
  }
}

// The compiler asks for a line for every option that is added.
const options: Readonly<Record<keyof CapiConfig, true>> = {
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
