import type { Report } from '@meta-capi/core';
import type { ReceivedEvent } from '@meta-capi/sandbox';

/** One line of the demo's table; the verdict is the sandbox's own word. */
export interface DemoRow {
  received: string;
  /** An HTTP status, or what a trigger gave back. */
  answered: number | string;
  sent: string;
  verdict: string;
  /** Why nothing was sent, as the handler reports it to the operator. */
  reported: string | undefined;
}

export function rowOf(
  received: string,
  answered: number | string,
  received: ReceivedEvent | undefined,
  report: Report | undefined,
): DemoRow {
  return {
    received,
    answered,
    sent: received === undefined ? 'nothing' : describe(received.event),
    verdict: received?.verdict ?? '–',
    reported: received === undefined ? report?.message : undefined,
  };
}

function describe({
  event_name,
  event_id,
  custom_data,
}: Readonly<Record<string, unknown>>): string {
  const { value, currency } = Object(custom_data) as { value?: unknown; currency?: unknown };
  const amount = value === undefined ? [] : [value, currency];
  return [event_name, event_id, ...amount].map(String).join(' ');
}
