import type { Warning } from '@meta-capi/core';
import { readDateTime } from './date-time.ts';
import type { ActiveCampaignPayload } from './payload.ts';

export interface EventTime {
  time: Date;
  warning?: Warning | undefined;
}

/**
 * When it happened: `date_time`, or the receipt where that says nothing, which ActiveCampaign's
 * one delivery makes a good second. The automation step never says.
 */
export function eventTimeOf(
  { date_time, seriesid }: ActiveCampaignPayload,
  receivedAt: Date,
  timeZone: string | undefined,
): EventTime {
  if (date_time === undefined && seriesid !== undefined) return { time: receivedAt };
  const time = readDateTime(date_time, { near: receivedAt, timeZone });
  if (time === undefined) {
    return atReceipt(
      receivedAt,
      'unreadable_event_time',
      'it names no offset, or is no time: set timeZone to the time zone of your ActiveCampaign account.',
    );
  }
  const lateness = receivedAt.getTime() - time.getTime();
  if (lateness > maxLatenessMs || lateness < -maxClockSkewMs) {
    return atReceipt(
      receivedAt,
      'event_time_out_of_range',
      'it is more than 7 days ago or 5 minutes ahead: check timeZone and the clock here.',
    );
  }
  return { time: lateness < 0 ? receivedAt : time };
}

const maxLatenessMs = 7 * 86_400_000;
const maxClockSkewMs = 300_000;

function atReceipt(time: Date, code: string, why: string): EventTime {
  const message = `date_time: ${why} The time of receipt was taken.`;
  return { time, warning: { code, path: 'date_time', message } };
}
