import type { ReceivedEvent, Sandbox } from '@meta-capi/sandbox';

/** Milliseconds without a further event, after which a conversion is printed. */
const quiet = 2500;

/** Prints one line for each conversion, once its copies have arrived; returns how to stop. */
export function printConversions(
  sandbox: Sandbox,
  print: (line: string) => void = console.log,
): () => void {
  const printed = new Set<number>();
  const unsubscribe = sandbox.subscribe((change) => {
    if (change === 'cleared') printed.clear();
  });
  const timer = setInterval(() => {
    for (const [conversion, events] of conversionsOf(sandbox.events)) {
      const last = Math.max(...events.map(({ receivedAt }) => receivedAt));
      if (printed.has(conversion) || Date.now() - last < quiet) continue;
      printed.add(conversion);
      print(lineOf(events));
    }
  }, 200);
  return () => {
    clearInterval(timer);
    unsubscribe();
  };
}

function conversionsOf(events: readonly ReceivedEvent[]): Map<number, ReceivedEvent[]> {
  const conversions = new Map<number, ReceivedEvent[]>();
  for (const event of events) {
    if (event.eventName === 'PageView') continue;
    conversions.set(event.conversion, [...(conversions.get(event.conversion) ?? []), event]);
  }
  return conversions;
}

/** What Meta would make of all copies of one conversion. */
export function lineOf(events: readonly ReceivedEvent[]): string {
  const [{ eventName = '(no name)', eventId = '(no id)', error } = {}] = events;
  return [resultOf(events, error?.message), eventName, eventId].join('  ');
}

function resultOf(events: readonly ReceivedEvent[], error: string | undefined): string {
  const accepted = events.filter(({ verdict }) => verdict !== 'refused');
  if (accepted.length === 0) return `refused: ${error ?? 'see the sandbox'}`.padEnd(width);
  const sources = [...new Set(accepted.map(({ source }) => source))].sort();
  const kind = sources.length === 2 ? 'pair' : `${sources[0]} only`;
  const copies = accepted.length > sources.length ? `${accepted.length} events deduplicated` : '';
  return [kind, copies || (kind === 'pair' ? 'deduplicated' : '')]
    .filter((part) => part !== '')
    .join(', ')
    .padEnd(width);
}

const width = 'browser only, 3 events deduplicated'.length;
