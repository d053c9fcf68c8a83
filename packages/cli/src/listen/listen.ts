import type { Context } from '../context.ts';
import type { ExitCode } from '../output.ts';
import { sandboxUrl } from '../target.ts';
import { describeEvent, signatureOf } from './describe-event.ts';
import { eventsInMemory, followFeed } from './feed.ts';
import type { SandboxEvent } from './sandbox-event.ts';
import { describeSummary, summarizeEvents } from './summary.ts';
import { describeSuspicion, suspicionsOf } from './suspicions.ts';

export interface ListenFlags {
  readonly sandbox?: string;
  readonly all?: true;
  readonly follow: boolean;
  readonly name?: string;
}

/**
 * Prints the events of a running sandbox until Ctrl+C; with `--no-follow` those in its memory and a
 * summary, and a broken pair, a refused event or a leak is then a problem.
 */
export async function listen(flags: ListenFlags, context: Context): Promise<ExitCode> {
  const url = sandboxUrl(context.env, flags.sandbox);
  return flags.follow ? follow(url, flags, context) : printMemory(url, flags, context);
}

async function printMemory(
  url: string,
  flags: ListenFlags,
  { output }: Context,
): Promise<ExitCode> {
  const all = await eventsInMemory(url);
  const events = all.filter((event) => isWanted(event, flags));
  const byNumber = new Map(all.map((event) => [event.number, event]));
  const summary = summarizeEvents(events);
  for (const event of events) {
    output.print(
      describeEvent(event, (number) => byNumber.get(number)),
      event,
    );
  }
  const suspicions = suspicionsOf(events);
  if (events.length === 0) {
    const named = flags.name === undefined ? '' : ` named ${flags.name}`;
    output.print(`No events${named} at ${url}.`, { summary, suspicions });
    return 'ok';
  }
  const text = [describeSummary(summary), ...suspicions.map(describeSuspicion)].join('\n\n');
  output.print(`\n${text}`, { summary, suspicions });
  return summary.brokenPairs + summary.refused + summary.leaks > 0 ? 'problem' : 'ok';
}

async function follow(url: string, flags: ListenFlags, context: Context): Promise<ExitCode> {
  const { output } = context;
  const signal = context.untilInterrupted();
  let known = flags.all ? 0 : ((await eventsInMemory(url)).at(-1)?.number ?? 0);
  const byNumber = new Map<number, SandboxEvent>();
  const printed = new Map<number, string>();
  output.progress(`Listening to ${url}. Stop with Ctrl+C.`);
  for await (const message of followFeed(url, signal)) {
    if (message.kind === 'cleared') {
      // The feed begins with this message, too.
      if (byNumber.size > 0) {
        known = 0;
        output.progress('The sandbox was cleared.');
      }
      byNumber.clear();
      printed.clear();
      continue;
    }
    for (const event of message.events) byNumber.set(event.number, event);
    for (const event of message.events) {
      const signature = signatureOf(event);
      if (!isWanted(event, flags) || event.number <= known) continue;
      if (printed.get(event.number) === signature) continue;
      const isFirst = !printed.has(event.number);
      printed.set(event.number, signature);
      const earlierHalf = event.nearMissOf !== undefined && event.nearMissOf > event.number;
      // The broken pair is printed at its later half.
      if (!isFirst && earlierHalf) continue;
      const text = describeEvent(event, (number) => byNumber.get(number));
      output.print(isFirst ? text : `(changed) ${text}`, event);
    }
  }
  if (!signal.aborted) output.progress('The sandbox stopped.');
  return signal.aborted ? 'ok' : 'unavailable';
}

function isWanted({ eventName }: SandboxEvent, { name }: ListenFlags): boolean {
  return name === undefined || eventName === name;
}
