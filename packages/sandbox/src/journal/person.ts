import { createHash } from 'node:crypto';
import { objectOrEmpty } from '../judge/json.ts';
import { withoutMark } from '../judge/rules/param-builder.ts';
import type { ReceivedEvent } from './received.ts';

/** The kinds of identifiers by which two events can name the same person. */
export type IdentifierKind = 'em' | 'ph' | 'external_id' | 'fbp';

/**
 * The identifiers of the person as `kind:value`, in the same form for a browser and a server event: the
 * browser's library sends an external_id as the hash of its lower-case text.
 */
export function identifiersOf(
  { event }: Pick<ReceivedEvent, 'event'>,
  kinds: readonly IdentifierKind[],
): readonly string[] {
  const userData = objectOrEmpty(event['user_data']);
  return kinds.flatMap((kind) =>
    [userData[kind]]
      .flat()
      .filter(isId)
      .map((id) => `${kind}:${kind === 'external_id' ? hashed(String(id)) : plain(String(id))}`),
  );
}

/** People do these several times within minutes, so that two of them mean nothing. */
export const FREQUENT_EVENTS: ReadonlySet<string> = new Set([
  'PageView',
  'ViewContent',
  'Search',
  'AddToCart',
]);

function isId(id: unknown): boolean {
  return (typeof id === 'string' && id.trim() !== '') || typeof id === 'number';
}

function plain(id: string): string {
  return withoutMark(id).trim();
}

function hashed(id: string): string {
  const digest = withoutMark(id).toLowerCase();
  if (/^[0-9a-f]{64}$/.test(digest)) return digest;
  const normalised = id.replace(/\s/g, '').toLowerCase();
  return createHash('sha256').update(normalised).digest('hex');
}
