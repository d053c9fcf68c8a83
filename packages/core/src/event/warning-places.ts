import { eventFields } from './capi-event.ts';
import type { Warning } from './issue.ts';

/**
 * The warnings of a sink that got some events of a call, with the places of these events in the call.
 *
 * @param places the index in the call of each event that the sink got
 */
export function warningsInPlace(
  warnings: readonly Warning[],
  places: readonly number[],
  lengthOfCall: number,
): readonly Warning[] {
  // A client that gets one event does not name its place.
  const isAlone = places.length === 1 && lengthOfCall > 1;
  return warnings.map((warning) => {
    const path = isAlone && isAboutEvent(warning) ? `events[0].${warning.path}` : warning.path;
    return {
      ...warning,
      path: path.replace(/^events\[(\d+)\]/, (given, at: string) => {
        const place = places[Number(at)];
        return place === undefined ? given : `events[${place}]`;
      }),
    };
  });
}

/** The others are about the call: its test event code, the API version, the clock. */
function isAboutEvent({ code, path }: Warning): boolean {
  const field = path.replace(/[.[].*/s, '');
  const isUnknownField = code === 'unknown_field' && field === path;
  return isUnknownField || field === 'event' || Object.hasOwn(eventFields, field);
}
