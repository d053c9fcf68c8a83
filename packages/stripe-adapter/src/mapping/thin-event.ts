import * as z from 'zod/mini';
import { badFields } from './payload-fields.ts';

/** A thin event of an API v1 resource: it names its object and does not contain it. */
// https://docs.stripe.com/event-destinations#thin-events
export interface ThinEvent {
  id: string;
  /** As the snapshot event's, without the prefix `v1.`. */
  type: string;
  /** Unix seconds. */
  created: number;
  livemode: boolean;
  /** The account that the object belongs to, or the path to it, where it is not your own. */
  context?: string | undefined;
  relatedId: string;
  /** The previous values of what changed, in the types of events that contain them. */
  before?: Readonly<Record<string, unknown>> | undefined;
}

/** `undefined` for everything else, snapshot events included. Never throws. */
export function readThinEvent(payload: unknown): ThinEvent | undefined {
  const read = thinEvent.safeParse(payload).data;
  return read && { ...read, relatedId: read.related_object.id, before: read.changes?.before };
}

/** The type of a thin event, as its snapshot event's, whatever other fields it lacks. */
export function thinEventType(payload: unknown): string | undefined {
  return thinType.safeParse(payload).data?.type;
}

/** The paths at which a thin event cannot be read. */
export function badThinEventFields(payload: unknown): readonly string[] {
  return badFields(thinEvent, payload);
}

const typeFields = {
  object: z.literal('v2.core.event'),
  type: z.pipe(
    z.string().check(z.startsWith('v1.')),
    z.transform((type) => type.slice('v1.'.length)),
  ),
};

const thinType = z.object(typeFields);

const thinEvent = z.object({
  ...typeFields,
  id: z.string(),
  created: z.pipe(
    z.string().check(z.refine((time) => !Number.isNaN(Date.parse(time)))),
    z.transform((time) => Math.floor(Date.parse(time) / 1000)),
  ),
  livemode: z.boolean(),
  context: z.catch(z.optional(z.string()), undefined),
  related_object: z.object({ id: z.string() }),
  // https://docs.stripe.com/changelog/clover/2025-11-17/thin-events-changes
  changes: z.catch(
    z.optional(
      z.object({ before: z.catch(z.optional(z.record(z.string(), z.unknown())), undefined) }),
    ),
    undefined,
  ),
});
