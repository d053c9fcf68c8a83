import { type EventExplanation, explain, helpLink } from '@meta-capi/core';
import type { Context } from '../context.ts';
import type { ExitCode } from '../output.ts';
import { readEvents } from '../read-event.ts';
import { readTarget } from '../target.ts';

/** Prints what happens to every field of the events; a problem if one of them would not be sent. */
export async function explainEvents(file: string, context: Context): Promise<ExitCode> {
  const { config } = readTarget(context.env);
  let exitCode: ExitCode = 'ok';
  for (const given of await readEvents(file, context)) {
    const event = { ...given, eventTime: given.eventTime ?? new Date() };
    const all = explain(event, config);
    const explanation = (given.eventTime ?? undefined) === undefined ? withoutTime(all) : all;
    if (!explanation.leaves) exitCode = 'problem';
    const name = typeof event.eventName === 'string' ? event.eventName : '(no name)';
    context.output.print(describe(name, explanation), { eventName: name, ...explanation });
  }
  return exitCode;
}

/** As `explain` says of an event with the present time, which the sender adds. */
function withoutTime({ fields, ...rest }: EventExplanation): EventExplanation {
  const time: EventExplanation['fields'][number] = rest.leaves
    ? {
        path: 'eventTime',
        action: 'added',
        because: 'not given: the present time, sent as event_time',
      }
    : { path: 'eventTime', action: 'dropped', because: 'not given' };
  return { ...rest, fields: fields.map((field) => (field.path === time.path ? time : field)) };
}

function describe(
  name: string,
  { leaves, reason, fields, issues, warnings }: EventExplanation,
): string {
  const codes = new Set([...issues, ...warnings].map(({ code }) => code));
  const width = Math.max(...fields.map(({ path }) => path.length), 0);
  return [
    leaves ? `${name} would be sent.` : `${name} would not be sent: ${reason}.`,
    ...issues.map(({ message }) => `  problem  ${message}`),
    ...warnings.map(({ message }) => `  warning  ${message}`),
    ...Array.from(codes, (code) => `  help     ${helpLink(code)}`),
    ...fields.map(
      ({ path, action, because }) => `  ${action.padEnd(7)}  ${path.padEnd(width)}  ${because}`,
    ),
  ].join('\n');
}
