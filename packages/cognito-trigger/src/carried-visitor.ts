import type { Visitor } from '@meta-capi/core';
import { mergePackedVisitors } from '@meta-capi/core/adapter';
import { type CognitoAttributes, textOf } from './post-confirmation-event.ts';

/** The keys that `packVisitor` writes. */
type VisitorKey =
  | 'meta_consent'
  | 'meta_consent_at'
  | 'meta_fbc'
  | 'meta_fbp'
  | 'meta_ip'
  | 'meta_ua'
  | 'meta_url';

/** The custom attribute of each value: `{ meta_fbp: 'custom:browser_id' }`. */
export type VisitorAttributes = Readonly<Partial<Record<VisitorKey, string | undefined>>>;

/**
 * The attributes that docs/cognito.md recommends. They are read by default, because otherwise a stored
 * refusal would be ignored. An IP address and a user agent should not be stored in attributes.
 */
const defaultNames: VisitorAttributes = {
  meta_consent: 'custom:meta_consent',
  meta_consent_at: 'custom:meta_consent_at',
  meta_fbc: 'custom:meta_fbc',
  meta_fbp: 'custom:meta_fbp',
  meta_url: 'custom:meta_url',
};

/**
 * The browser's values that the site passed in the ClientMetadata of the confirming call and in custom
 * attributes. ClientMetadata is newer, so its values have priority. Of two consents the stricter counts.
 */
export function carriedVisitor(
  clientMetadata: unknown,
  attributes: CognitoAttributes,
  names: VisitorAttributes = {},
): Visitor {
  return mergePackedVisitors(
    [clientMetadata, storedVisitor(attributes, names)],
    ['ClientMetadata', 'custom attribute'],
  );
}

/** The values of the visitor in custom attributes, by the keys of `packVisitor`. */
export function storedVisitor(
  attributes: CognitoAttributes,
  names: VisitorAttributes = {},
): Readonly<Partial<Record<VisitorKey, string | undefined>>> {
  const given = Object.entries(names).filter(([, name]) => name?.trim());
  const all = Object.entries({ ...defaultNames, ...Object.fromEntries(given) });
  return Object.fromEntries(
    all.map(([key, name = '']) => [key, attributeText(attributes, name.trim())]),
  );
}

/** Cognito adds `custom:` to the configured name of the attribute; both names are read. */
// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
function attributeText(attributes: CognitoAttributes, name: string): string | undefined {
  return textOf(attributes, name) ?? textOf(attributes, `custom:${name}`);
}
