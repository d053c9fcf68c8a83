import type { Warning } from '@meta-capi/core';
import { readDateTime } from './date-time.ts';
import { isTimeZone } from './local-time.ts';
import type { ActiveCampaignPayload } from './payload.ts';

export interface EventTime {
  time: Date;
  warnings: readonly Warning[];
}

/**
 * The time of the conversion is `date_time`. If it cannot be read, the time of receipt is used. That is
 * close, because ActiveCampaign does not redeliver. The automation step has no `date_time`.
 */
export function eventTimeOf(
  { date_time, seriesid }: ActiveCampaignPayload,
  receivedAt: Date,
  timeZone: string | undefined,
): EventTime {
  const isInvalid = timeZone !== undefined && !isTimeZone(timeZone);
  const invalid = isInvalid ? [invalidTimeZone] : [];
  if (date_time === undefined && seriesid !== undefined) {
    return { time: receivedAt, warnings: invalid };
  }
  const time = readDateTime(date_time, { near: receivedAt, timeZone });
  if (time === undefined) {
    return { time: receivedAt, warnings: [...invalid, isInvalid ? noZone : unreadable] };
  }
  const lateness = receivedAt.getTime() - time.getTime();
  if (lateness > maxLatenessMs || lateness < -maxClockSkewMs) {
    return { time: receivedAt, warnings: [...invalid, outOfRange] };
  }
  return { time: lateness < 0 ? receivedAt : time, warnings: invalid };
}

/** A reconciliation throws it too, before it reads anything. */
export const timeZoneMessage =
  'timeZone: it is not the name of an IANA time zone. Set it to one, such as Europe/Athens.';

const invalidTimeZone: Warning = {
  code: 'invalid_time_zone',
  path: 'timeZone',
  message: `${timeZoneMessage} Until then times without an offset cannot be read.`,
};

const maxLatenessMs = 7 * 86_400_000;
const maxClockSkewMs = 300_000;

const unreadable = atReceipt(
  'unreadable_event_time',
  'it has no offset, or is not a time: set timeZone to the time zone of your ActiveCampaign account.',
);
const noZone = atReceipt(
  'unreadable_event_time',
  'it has no offset, or is not a time, and timeZone is not valid.',
);
const outOfRange = atReceipt(
  'event_time_out_of_range',
  'it is more than 7 days ago or 5 minutes ahead: check timeZone and the clock here.',
);

function atReceipt(code: string, why: string): Warning {
  return { code, path: 'date_time', message: `date_time: ${why} The time of receipt is used.` };
}
