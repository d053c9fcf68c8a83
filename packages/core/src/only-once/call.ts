import type { CapiEvent, Consent } from '../event/capi-event.ts';
import type { EventOutcome } from '../event/outcome.ts';
import { isPrintedNothing } from '../input/text.ts';
import { holdsPersonalData } from '../privacy/personal-data.ts';
import type { SendOptions } from '../sink/sink.ts';
import { type CallTime, readTime } from './call-time.ts';
import { answeredAt, answerOf } from './consent.ts';
import type { Known } from './ledger.ts';

/** One event of a call to `onlyOnce`. */
export interface OnceEntry {
  readonly event: CapiEvent;
  readonly index: number;
  readonly names: Names;
  /** Empty without a name or an id that may be stored: the sink reports what is wrong. */
  readonly keys: readonly OnceKey[];
  /** The strictest consent of this and the copies known so far; `undefined` without any. */
  answer: Consent | undefined;
  /** When `answer` was given, if it restricts; Unix seconds. */
  refusedAt: number;
  outcome: EventOutcome | undefined;
  /** Was its outcome passed to the store? */
  isSettled: boolean;
}

/** One id of an event. */
export interface OnceKey {
  readonly text: string;
  /** What the store contains. */
  known: Known;
}

type Names = Pick<EventOutcome, 'eventId' | 'eventName'>;

export interface OnceCall {
  readonly entries: readonly OnceEntry[];
  readonly time: CallTime;
}

/** Reads the arguments of a call; `undefined` if they cannot be read. */
export function readOnceCall(
  events: readonly CapiEvent[],
  options: SendOptions | undefined,
  scope: string,
): OnceCall | undefined {
  try {
    if (!Array.isArray(events)) return undefined;
    // A copy without holes, as in the client.
    const entries = Array.from(events as readonly CapiEvent[], (event, index): OnceEntry => {
      const { names, ids } = namesOf(event);
      const keys = ids.map((id): OnceKey => {
        const known: Known = { standing: 'unknown', restriction: undefined };
        return { text: onceKey(scope, names.eventName, id), known };
      });
      return {
        event,
        index,
        names,
        keys,
        answer: answerOf(event),
        refusedAt: answeredAt(event),
        outcome: undefined,
        isSettled: false,
      };
    });
    return { entries, time: readTime(options) };
  } catch {
    return undefined;
  }
}

/**
 * The key under which the store of `onlyOnce` remembers an event; the value is `sent` once it is
 * accepted. For tools that read such a store. Injective: `Lead` with the id `a:b` and `Lead:a` with
 * `b` are two keys.
 */
export function onceKey(scope: string, eventName: string, id: string): string {
  const [first, second] = [scope, eventName].map((text) =>
    text.replace(/[%:]/g, (sign) => (sign === '%' ? '%25' : '%3A')),
  );
  return `${first}:${second}:${id}`;
}

export function keysOf(
  entries: readonly OnceEntry[],
  isIncluded: (key: OnceKey) => boolean = () => true,
): readonly string[] {
  return entries.flatMap(({ keys }) => keys.filter(isIncluded).map(({ text }) => text));
}

/** Not sent before, as far as the store knows. */
export function isNews({ keys }: OnceEntry): boolean {
  return keys.every(({ known }) => known.standing !== 'sent');
}

const nameless: Names = { eventName: '', eventId: '' };

/** The ids in one order for every process, so that the first claim of a common id decides. */
function namesOf(event: CapiEvent): { names: Names; ids: readonly string[] } {
  try {
    const { eventName, eventId, otherEventId } = event;
    if (isName(eventName) && isName(eventId)) {
      const hasOther = isName(otherEventId) && otherEventId !== eventId;
      const ids = hasOther ? [eventId, otherEventId].sort() : [eventId];
      return { names: { eventName, eventId }, ids };
    }
  } catch {
    // A getter or a Proxy of the caller threw.
  }
  return { names: nameless, ids: [] };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && !isPrintedNothing(value) && !holdsPersonalData(value);
}
