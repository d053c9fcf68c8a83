import { isRecord } from '../is-record.ts';
import { safeKey } from '../personal-data.ts';
import type { Issue } from '../result.ts';
import { requiredCustomData } from '../standard-events.ts';
import type { Trace } from '../trace.ts';
import { customDataChecks } from './custom-data-checks.ts';
import { misplacedKey } from './custom-data-keys.ts';
import { copyJson } from './json-copy.ts';

/** Copies `customData` for sending, in the same names and with the same values, and checks it. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
export function checkCustomData(
  eventName: string,
  customData: unknown,
  report: (issue: Issue) => void,
  trace: Trace,
): Record<string, unknown> | undefined {
  // One thing is said of each key: what could not be copied is missing below, or looks wrong.
  const refused = new Set<string | undefined>();
  const refuse = (path: string, problem: string, code = 'invalid_custom_data'): void => {
    const [, key] = path.split(/[.[]/, 2);
    if (refused.has(key)) return;
    refused.add(key);
    report({ code, path, message: `${path} ${problem}` });
  };

  const given = customData ?? {};
  const whole = isRecord(given) ? copyJson(given, 'customData', refuse) : undefined;
  if (!isRecord(whole)) {
    refuse('customData', 'must be an object.');
    return undefined;
  }
  const copy = withoutNulls(whole);
  for (const key of requiredCustomData(eventName)) {
    if (copy[key] !== undefined) continue;
    const problem = `is required: Meta refuses a ${eventName} without it.`;
    refuse(`customData.${key}`, problem, `missing_${key}`);
  }
  const keys = Object.keys(copy);
  for (const key of keys) {
    const problem = problemOf(key, copy[key]);
    if (problem !== undefined) refuse(`customData.${safeKey(key)}`, problem);
    else {
      const because = 'sent as it is';
      trace.explain?.({ path: `customData.${safeKey(key)}`, action: 'kept', because });
    }
  }
  if (typeof copy['value'] === 'number' && copy['currency'] === undefined) {
    const message = 'customData.currency is missing: Meta cannot use a value without it.';
    trace.warn({ code: 'value_without_currency', path: 'customData.currency', message });
  }
  return keys.length > 0 ? copy : undefined;
}

/** Databases and forms say null for what is not given; Meta's own keys know no such value. */
function withoutNulls(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!Object.values(data).includes(null)) return data;
  const given = Object.entries(data).filter(
    ([key, value]) => value !== null || !Object.hasOwn(customDataChecks, key),
  );
  return Object.fromEntries(given);
}

function problemOf(key: string, value: unknown): string | undefined {
  return Object.hasOwn(customDataChecks, key)
    ? customDataChecks[key as keyof typeof customDataChecks](value)
    : misplacedKey(key);
}
