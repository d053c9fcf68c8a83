import { namesOf } from '../event/event-names.ts';
import { helpLink } from '../event/help-link.ts';
import type { Issue } from '../event/issue.ts';
import type { EventOutcome } from '../event/outcome.ts';
import type { SendResult } from '../event/result.ts';
import type { SkipReason } from '../event/skip-reason.ts';

/** Skips every event that is sent, for one reason. */
export type SkipAll = (events: readonly unknown[]) => Promise<SendResult>;

/** The issues are printed once and are part of every result. */
export function createSkipAll(reason: SkipReason, issues: readonly Issue[]): SkipAll {
  let isReported = false;
  return (events) => {
    if (!isReported) {
      isReported = true;
      console.warn(
        `meta-capi: No event is sent. ${issues.map(({ message }) => message).join(' ')} See ${helpLink(reason)}`,
      );
    }
    const outcomes = asList(events).map((event) => skip(event, reason));
    return Promise.resolve({ ok: false, skipped: true, reason, outcomes, warnings: issues });
  };
}

export const clientClosed: Issue = {
  code: 'client_closed',
  path: 'events',
  message:
    'The client was closed by close(): call close() after the last send, or create another client.',
};

export function skip(event: unknown, reason: SkipReason): EventOutcome {
  return { ...namesOf(event), outcome: 'skipped', reason };
}

function asList(events: unknown): readonly unknown[] {
  try {
    return Array.isArray(events) ? Array.from(events) : [];
  } catch {
    return [];
  }
}
