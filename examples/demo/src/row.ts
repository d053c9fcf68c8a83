import type { Report } from '@meta-capi/core';
import type { ReceivedEvent } from '@meta-capi/sandbox';

/** One line of the demo's table. The verdict is the sandbox's. */
export interface DemoRow {
  received: string;
  /** An HTTP status, or what a trigger returned. */
  answered: number | string;
  sent: string;
  verdict: string;
  /** Why nothing was sent, as the handler reports it to the operator. */
  reported: string | undefined;
}

export function rowOf(
  received: string,
  answered: number | string,
  event: ReceivedEvent | undefined,
  report: Report | undefined,
): DemoRow {
  return {
    received,
    answered,
    sent: event === undefined ? 'nothing' : describe(event.event),
    verdict: event?.verdict ?? '–',
    reported: event === undefined ? report?.message : undefined,
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
