import type { CapiEvent } from '../event/capi-event.ts';
import type { Warning } from '../event/issue.ts';

/** Turns what one source system says into events. */
export interface Adapter<Payload> {
  readonly name: string;
  /**
   * The events this payload stands for; `[]` for anything that is not a conversion. Pure:
   * `receivedAt` is the only clock, for sources that carry no time of their own.
   */
  toEvents(payload: Payload, receivedAt: Date): readonly CapiEvent[];
}

/** An {@link Adapter} whose payloads arrive as HTTP requests. */
export interface WebhookAdapter<Payload> extends Adapter<Payload> {
  /** Proves the sender and reads the body, or throws a {@link WebhookError}. */
  receive(request: Request): Promise<Payload>;
  /** Problems of a readable payload, each with its fix; added to the report of its events. Pure. */
  warnings?(payload: Payload, receivedAt: Date): readonly Warning[];
  /**
   * Why a payload that looks like a conversion makes no event, on purpose. Reported as `info`; the
   * console gets each kind once. Pure.
   */
  ignored?(payload: Payload, receivedAt: Date): readonly Warning[];
  /**
   * Looks up what the payload lacks, between `receive` and `toEvents`. Fail-open: where it rejects,
   * or takes more than 5 s, the payload stays as it is. Only a {@link WebhookError} in that time
   * refuses the request: where it cannot be told without the answer whether, or under which id,
   * something counts.
   */
  enrich?(payload: Payload): Promise<Payload>;
  /**
   * Milliseconds that the source waits for a response; the sink gets what is left of them, 800 at
   * least. @default no limit
   */
  readonly timeoutMs?: number | undefined;
  /** Does the source try again after a 503? */
  readonly redelivers: boolean;
}
