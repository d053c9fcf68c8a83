import { type Visitor, visitorOfCarriers } from '@meta-capi/core';
import { type CognitoAttributes, textOf } from './post-confirmation-event.ts';

/** The keys that `packVisitor` writes. */
type VisitorKey = 'meta_consent' | 'meta_fbc' | 'meta_fbp' | 'meta_ip' | 'meta_ua' | 'meta_url';

/** Which custom attribute carries which value: `{ meta_fbp: 'custom:meta_fbp' }`. */
export type VisitorAttributes = Readonly<Partial<Record<VisitorKey, string>>>;

/**
 * What the site passed on about the browser: as ClientMetadata of the confirming call, and in custom
 * attributes. Metadata is the younger and wins value by value; of two consents the stricter counts.
 */
export function carriedVisitor(
  clientMetadata: unknown,
  attributes: CognitoAttributes,
  names: VisitorAttributes = {},
): Visitor {
  const stored = Object.entries(names).map(([key, name]) => [key, textOf(attributes, name)]);
  return visitorOfCarriers(
    [clientMetadata, Object.fromEntries(stored)],
    ['ClientMetadata', 'custom attribute'],
  );
}
