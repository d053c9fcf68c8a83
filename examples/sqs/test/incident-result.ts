import { alarmsOf, during } from './fired-alarms.ts';
import type { Incident } from './operated-stack.ts';

/** An incident, its minutes, its alarm, and the minutes in which that alarm fires, first and last. */
export type AlarmCase = [string, Incident, number, string, [number, number]];

/** What an incident fires after one quiet hour, and what is left `rest` minutes after its end. */
export async function resultOf(
  [, incident, minutes, , [earliest, latest]]: AlarmCase,
  rest: number,
): Promise<{ alarms: readonly string[]; areInTime: boolean; areOver: boolean; left: number }> {
  const start = 60;
  const end = start + minutes;
  const { fired, left } = await alarmsOf(end + rest, during(start, end, incident));
  const all = Object.values(fired);
  return {
    alarms: Object.keys(fired),
    areInTime: all.every(({ from }) => from - start >= earliest && from - start <= latest),
    areOver: all.every(({ isOverAtEnd }) => isOverAtEnd),
    left,
  };
}
