import * as z from 'zod/mini';
import { badFields } from './bad-fields.ts';

/** A thin event of an API v1 resource: it names its object and does not contain it. */
// https://docs.stripe.com/event-destinations#thin-events
export interface ThinEvent {
  id: string;
  /** As the snapshot event's, without the prefix `v1.`. */
  type: string;
  /** Unix seconds. */
  created: number;
  livemode: boolean;
  /** The account that the object belongs to, where it is not your own. */
  context?: string | undefined;
  relatedId: string;
}

/** `undefined` for everything else, snapshot events included. Never throws. */
export function readThinEvent(payload: unknown): ThinEvent | undefined {
  const read = thinEvent.safeParse(payload).data;
  return read && { ...read, relatedId: read.related_object.id };
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
});
