import { explain } from '@meta-capi/core';
import type { Context } from '../context.ts';
import type { ExitCode } from '../output.ts';
import { readEvents } from '../read-event.ts';
import { readTarget } from '../target.ts';

/** Prints what happens to every field of the events; a problem if one of them would not be sent. */
export async function explainEvents(file: string, context: Context): Promise<ExitCode> {
  const { config } = readTarget(context.env);
  let exitCode: ExitCode = 'ok';
  for (const event of await readEvents(file, context)) {
    const explanation = explain(event, config);
    if (!explanation.leaves) exitCode = 'problem';
    context.output.print(JSON.stringify(explanation, null, 2), explanation);
  }
  return exitCode;
}
