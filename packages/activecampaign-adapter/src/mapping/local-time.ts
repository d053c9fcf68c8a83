/**
 * The instants at which clocks in a time zone show this wall time. Usually one; two if clocks are set back;
 * none if they are set forward, or if the zone is unknown.
 *
 * @param wallTime the wall time as if it were UTC, in Unix milliseconds
 * @param timeZone an IANA name such as `America/Chicago`
 */
export function instantsOf(wallTime: number, timeZone: string): readonly number[] {
  const offsetAt = offsetReader(timeZone);
  if (offsetAt === undefined) return [];
  // The offset at that time is the offset of the day before or of the day after.
  const offsets = new Set([offsetAt(wallTime - dayMs), offsetAt(wallTime + dayMs)]);
  return Array.from(offsets, (offset) => wallTime - offset).filter(
    (instant) => instant + offsetAt(instant) === wallTime,
  );
}

/** Whether the platform supports this time zone, such as `Europe/Athens`. */
export function isTimeZone(timeZone: string): boolean {
  return offsetReader(timeZone) !== undefined;
}

const dayMs = 86_400_000;

/** How many milliseconds a zone's clocks are ahead of UTC, at an instant of whole seconds. */
function offsetReader(timeZone: string): ((instant: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  return (instant) => {
    const parts = format.formatToParts(instant);
    const part = (type: Intl.DateTimeFormatPartTypes): number =>
      Number(parts.find((one) => one.type === type)?.value);
    const wallTime = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return wallTime - instant;
  };
}
