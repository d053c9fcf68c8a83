import { instantsOf } from './local-time.ts';

export interface DateTimeContext {
  /** The approximate time. Of two possible instants, the nearer one is used. */
  near: Date;
  /** The IANA name of the zone, for times without an offset. */
  timeZone?: string | undefined;
}

/**
 * Reads ActiveCampaign's `2026-02-28T07:04:13-06:00`, or `2026-02-28 07:04:13` in the account's time
 * zone. Returns `undefined` if the instant is unknown. It never guesses a zone.
 */
export function readDateTime(
  text: string | undefined,
  { near, timeZone }: DateTimeContext,
): Date | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d{1,9})? ?(Z|[+-]\d\d:?\d\d)?$/i.exec(
    text ?? '',
  );
  if (match === null) return undefined;
  const [, day = '', time = '', offset] = match;
  const wallTime = Date.parse(`${day}T${time}Z`);
  // Date.parse reads 30 February as 2 March.
  if (Number.isNaN(wallTime) || !new Date(wallTime).toISOString().startsWith(`${day}T${time}`)) {
    return undefined;
  }
  if (offset !== undefined) return new Date(wallTime - offsetMs(offset));
  const instants = timeZone === undefined ? [] : instantsOf(wallTime, timeZone);
  const distance = (instant: number): number => Math.abs(instant - near.getTime());
  const [nearest] = [...instants].sort((one, other) => distance(one) - distance(other));
  return nearest === undefined ? undefined : new Date(nearest);
}

function offsetMs(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(offset) ?? [];
  const ms = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === '-' ? -ms : ms;
}
