import { createDiagnostics } from '../../event/issue.ts';
import { normalizeCountry } from '../../normalize/country.ts';
import { digestOf } from '../../normalize/digest.ts';
import type { PhoneParser } from '../../normalize/rule.ts';
import { textOf } from '../../normalize/text.ts';
import { hashUserData } from './hash-user-data.ts';
import { userDataKey } from './keys.ts';

/** One value of `userData` on its way to Meta. */
export interface NormalizedValue {
  /** Meta's name of the key, such as `em`; `undefined` for an unknown key. */
  readonly wireName: string | undefined;
  /** The value as Meta spells it, before it is hashed; `undefined` if it was a digest already. */
  readonly normalized: string | undefined;
  /** What is sent: the SHA-256, or the plain value of a key that is never hashed. */
  readonly sent: string | undefined;
  /** Why the value is not sent, or what to correct in a value that is sent. Never holds it. */
  readonly problems: readonly string[];
}

/**
 * Shows how one value of `userData` is normalised and hashed, for comparison with another system's
 * digest. The result holds personal data: do not log it.
 *
 * @param name the key in `userData`, such as `email`
 * @param options `country`: the event's country, which phone numbers, states and zip codes depend on
 */
export function normalizeUserDataValue(
  name: string,
  value: unknown,
  options: { readonly country?: string | undefined; readonly phone?: PhoneParser | undefined } = {},
): NormalizedValue {
  const { country, phone } = options;
  const diagnostics = createDiagnostics();
  const wire = hashUserData({ country, [name]: value }, diagnostics, { phone });
  const problems = diagnostics.warnings
    .filter(({ path }) => path === `userData.${name}`)
    .map(({ message }) => message);
  const key = userDataKey(name);
  const sent = key && wire[key.wire];
  if (key === undefined || sent === undefined) {
    return { wireName: key?.wire, normalized: undefined, sent: undefined, problems };
  }
  const given = textOf(key.read === undefined ? value : key.read(value), key.maxLength);
  const text = typeof given === 'string' ? given : '';
  const ownCountry = country === undefined ? undefined : normalizeCountry(country);
  const spelled = key.rule(text, {
    country: typeof ownCountry === 'string' ? ownCountry : undefined,
    phone,
  });
  const normalized = typeof spelled === 'string' ? spelled : spelled.value;
  return {
    wireName: key.wire,
    normalized: digestOf(text) !== undefined ? undefined : normalized,
    sent: [sent].flat()[0],
    problems,
  };
}
