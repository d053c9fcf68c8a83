import { isRecord } from '../input/is-record.ts';
import { nearestOf } from '../input/nearest-key.ts';
import { safeKey } from '../privacy/personal-data.ts';
import { warnOnce } from '../report/warn-once.ts';

/** Reports keys of `config` that are not options: a misspelt one has no effect. */
export function warnOfUnknownOptions(
  config: unknown,
  options: Readonly<Record<string, true>>,
): void {
  if (!isRecord(config)) return;
  for (const name of Object.keys(config)) {
    if (Object.hasOwn(options, name)) continue;
    const shown = safeKey(name);
    const meant = shown === name ? nearestOf(Object.keys(options), name) : undefined;
    const fix = meant ? `did you mean ${meant}?` : 'the type CapiConfig lists the options.';
    warnOnce(`unknown option ${shown}; ${fix}`);
  }
}
