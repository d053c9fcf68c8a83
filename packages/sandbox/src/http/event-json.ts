import type { ReceivedEvent } from '../journal/received.ts';

/** `duplicateOf` becomes that event's number. */
export function toJson({ duplicateOf, ...event }: ReceivedEvent): object {
  return { ...event, ...(duplicateOf && { duplicateOf: duplicateOf.number }) };
}
