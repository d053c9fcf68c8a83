import type { CapiEvent } from '../event/capi-event.ts';
import type { Warning } from '../event/issue.ts';

/** Translates the payloads of one source system into events. */
export interface Adapter<Payload> {
  readonly name: string;
  /**
   * The events of this payload; `[]` for anything that is not a conversion. Pure: `receivedAt` is the
   * only clock, for sources whose payloads contain no time.
   */
  toEvents(payload: Payload, receivedAt: Date): readonly CapiEvent[];
}

/** An {@link Adapter} whose payloads arrive as HTTP requests. */
export interface WebhookAdapter<Payload> extends Adapter<Payload> {
  /** Verifies the sender and reads the body, or throws a {@link WebhookError}. */
  receive(request: Request): Promise<Payload>;
  /** Problems of a readable payload, each with its fix; added to the report of its events. Pure. */
  warnings?(payload: Payload, receivedAt: Date): readonly Warning[];
  /**
   * Why a payload that looks like a conversion creates no event, on purpose. Reported as `info`; the
   * console prints each kind once. Pure.
   */
  ignored?(payload: Payload, receivedAt: Date): readonly Warning[];
  /**
   * Looks up what the payload lacks, between `receive` and `toEvents`. If it rejects, or takes more
   * than 5 s, the payload is used as it is. Only a {@link WebhookError} within that time refuses the
   * request: for a payload of which it is unknown, without the lookup, whether it counts or under
   * which id.
   */
  enrich?(payload: Payload): Promise<Payload>;
  /**
   * Milliseconds that the source waits for a response; the sink has the rest of them, at least 800.
   * @default no limit
   */
  readonly timeoutMs?: number | undefined;
  /** Does the source send the payload again after a 503? */
  readonly redelivers: boolean;
}
