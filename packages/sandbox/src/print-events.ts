import type { ReceivedEvent } from './journal/received.ts';
import type { Finding } from './judge/rule.ts';
import { nearMiss } from './judge/rules/near-miss.ts';
import { printable } from './printable.ts';
import type { Sandbox } from './sandbox.ts';

/** Prints every event that arrives from now on. */
export function printEvents(
  sandbox: Sandbox,
  print: (text: string) => void = (text) => console.log(text),
): void {
  let printed = sandbox.events.at(-1)?.number ?? 0;
  const possibleDuplicates = new Set<number>();
  sandbox.subscribe((change) => {
    if (change === 'cleared') {
      printed = 0;
      possibleDuplicates.clear();
    }
    if (typeof change === 'string') return;
    for (const event of change.events) {
      const { number, possibleDuplicateOf } = event;
      const earlier = sandbox.events.find((one) => one.number === possibleDuplicateOf);
      const ended = earlier === undefined && possibleDuplicates.delete(number);
      if (earlier) possibleDuplicates.add(number);
      if (number > printed) print(describe(event, earlier).join('\n'));
      else if (ended) print(`${headOf(event)}  no longer a possible duplicate`);
      else print(describeAgain(event).join('\n'));
      printed = Math.max(printed, number);
    }
  });
}

/** An event is printed again when a browser's copy counts instead, or its near miss began or ended. */
function describeAgain(event: ReceivedEvent): readonly string[] {
  if (event.verdict === 'duplicate') {
    return [`${headOf(event)}  the browser’s copy counts instead`];
  }
  const misses = event.findings.filter(({ rule }) => rule === nearMiss.id);
  if (misses.length === 0) return [`${headOf(event)}  no longer a near miss`];
  return [headOf(event), ...misses.map(lineOf)];
}

function headOf(received: ReceivedEvent): string {
  const { receivedAt, verdict, pixelId, source } = received;
  const { eventName = '(no name)', eventId = '(no id)' } = received;
  return [
    new Date(receivedAt).toISOString(),
    verdict,
    eventName,
    eventId,
    `pixel ${pixelId}`,
    source,
  ]
    .map(printable)
    .join('  ');
}

/** One line for the event, and one for each error, possible duplicate or finding. */
function describe(received: ReceivedEvent, earlier: ReceivedEvent | undefined): readonly string[] {
  const { error, fault, findings } = received;
  const code = [error?.code, error?.error_subcode].filter((part) => part !== undefined).join('/');
  const why =
    fault === 'peer'
      ? 'another event in the same request caused the refusal'
      : error?.error_user_msg;
  return [
    headOf(received),
    ...(error ? [`  ${code}: ${printable(why ?? '')}`] : []),
    ...(earlier ? [`  possible duplicate of ${printable(earlier.eventId ?? '(no id)')}`] : []),
    ...findings.map(lineOf),
  ];
}

function lineOf({ severity, rule, field, message }: Finding): string {
  const mark = { advice: 'advice ', leak: 'LEAK ', problem: '' }[severity];
  return `  ${mark}${rule} at ${printable(field)}: ${printable(message)}`;
}
