import type { CapiEvent } from '../event/capi-event.ts';
import type { SendResult } from '../event/result.ts';

export interface SendOptions {
  /** Milliseconds for everything: name look-up, connection, answer, retries. @default the client's */
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /**
   * Attempts an event may take; 1 makes no other, except where a kept-alive connection turns out to
   * be dead before any answer. Every attempt but the last has its own, shorter time limit.
   * @default as many as fit the time
   */
  maxAttempts?: number | undefined;
  /** Sends these events with this code, whatever the client's is. */
  testEventCode?: string | undefined;
}

/**
 * Anything that accepts events: the client sends them now, a queue sends them later, a wrapper
 * observes them. `sendEvents` never throws and never rejects, whatever it is given.
 */
export interface EventSink {
  /** Does it keep what it has sent, so that days later a copy is not sent again? @default false */
  readonly remembersSent?: boolean | undefined;
  /** Milliseconds that a call takes at most where it names no `timeoutMs`. @default unknown */
  readonly timeoutMs?: number | undefined;
  /** The events must stay as they are until it resolves: a long list is read in portions. */
  sendEvents(events: readonly CapiEvent[], options?: SendOptions): Promise<SendResult>;
}
