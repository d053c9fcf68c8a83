import { pairedConversions, type SandboxEvent } from './sandbox-event.ts';

/** How many conversions a list of events is, and how many of them are counted twice. */
export interface Summary {
  readonly events: number;
  /** Events that Meta counts. */
  readonly counted: number;
  /** Conversions of which both a browser and a server event arrived under one id. */
  readonly pairs: number;
  readonly brokenPairs: number;
  readonly refused: number;
  readonly leaks: number;
}

export function summarizeEvents(events: readonly SandboxEvent[]): Summary {
  const isLater = ({ nearMissOf, number }: SandboxEvent): boolean =>
    nearMissOf !== undefined && nearMissOf < number;
  return {
    events: events.length,
    counted: events.filter(({ verdict }) => verdict === 'counted').length,
    pairs: pairedConversions(events).size,
    brokenPairs: events.filter(isLater).length,
    refused: events.filter(({ verdict }) => verdict === 'refused').length,
    leaks: events.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'leak')
      .length,
  };
}

export function describeSummary(summary: Summary): string {
  const { events, counted, pairs, brokenPairs, refused, leaks } = summary;
  const numbers = [
    `${counted} counted`,
    plural(pairs, 'pair'),
    plural(brokenPairs, 'broken pair'),
    `${refused} refused`,
    plural(leaks, 'leak'),
  ];
  const line = `${plural(events, 'event')}: ${numbers.join(', ')}.`;
  if (brokenPairs === 0) return line;
  const conversions = plural(counted - brokenPairs, 'conversion');
  return `${line}\nMeta counts both halves of each broken pair: ${counted - brokenPairs === 1 ? 'this is' : 'these are'} ${conversions}, not ${counted}.`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
