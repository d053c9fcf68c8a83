import {
  type CapiEvent,
  createCapiClient,
  helpLink,
  prepareEvent,
  type SendResult,
} from '@meta-capi/core';
import type { Context } from '../context.ts';
import type { ExitCode } from '../output.ts';
import { requireSandbox } from '../require-sandbox.ts';
import { readTarget, type Target } from '../target.ts';
import { type EventFlags, eventsToSend } from './event-from-flags.ts';

export interface SendFlags extends EventFlags {
  readonly testEventCode?: string;
  readonly sandbox?: string;
  readonly dryRun?: true;
}

/** Sends the events and prints what became of each; with `--dry-run`, what Meta would receive. */
export async function send(
  name: string | undefined,
  flags: SendFlags,
  context: Context,
): Promise<ExitCode> {
  const target = readTarget(context.env, flags.sandbox);
  const events = await eventsToSend(name, flags, context);
  const testEventCode = flags.testEventCode ?? target.config.testEventCode;
  if (flags.dryRun) return dryRun(events, testEventCode, target, context);
  await requireSandbox(target);
  context.output.progress(`Sending to ${target.description}.`);
  const client = createCapiClient(target.config);
  const result = await client.sendEvents(events, { testEventCode });
  context.output.print(describe(result), result);
  if (result.ok) return 'ok';
  if (!result.skipped && result.status === 0) {
    context.output.progress('fix: meta-capi doctor checks the connection.');
    return 'unavailable';
  }
  return 'problem';
}

function dryRun(
  events: readonly CapiEvent[],
  testEventCode: string | undefined,
  { config }: Target,
  { output }: Context,
): ExitCode {
  const preparations = events.map((event) => prepareEvent(event, config));
  const body = {
    data: preparations.flatMap((each) => (each.ok ? [each.event.wire] : [])),
    ...(testEventCode === undefined ? {} : { test_event_code: testEventCode }),
  };
  output.print(JSON.stringify(body, null, 2), body);
  for (const { path, message } of preparations.flatMap((each) =>
    each.ok ? each.warnings : each.issues,
  )) {
    output.progress(`${path}: ${message}`);
  }
  return preparations.every(({ ok }) => ok) ? 'ok' : 'problem';
}

function describe(result: SendResult): string {
  const codes = new Set([
    ...result.outcomes.flatMap(({ reason, error }) => reason ?? error?.category ?? []),
    ...result.warnings.map(({ code }) => code),
  ]);
  return [
    ...result.outcomes.map(({ outcome, eventName, eventId, reason, error }) =>
      [
        outcome.padEnd(9),
        eventName,
        eventId,
        ...(reason === undefined ? [] : [`reason: ${reason}`]),
        ...(error === undefined ? [] : [error.message]),
      ].join('  '),
    ),
    ...result.warnings.map(({ message }) => `  warning: ${message}`),
    ...Array.from(codes, (code) => `  help: ${helpLink(code)}`),
  ].join('\n');
}
