import { pairedConversions, type SandboxEvent } from './sandbox-event.ts';

/** How many conversions a list of events is, and how many of them are counted twice. */
export interface Summary {
  readonly events: number;
  /** Events that Meta counts. */
  readonly counted: number;
  /** Counted events without page views, as the sandbox’s page counts; a broken pair is one. */
  readonly conversions: number;
  /** Conversions of which both a browser and a server event arrived under one id. */
  readonly pairs: number;
  readonly brokenPairs: number;
  readonly refused: number;
  readonly leaks: number;
}

export function summarizeEvents(events: readonly SandboxEvent[]): Summary {
  const isLater = ({ nearMissOf, number }: SandboxEvent): boolean =>
    nearMissOf !== undefined && nearMissOf < number;
  const counted = events.filter(({ verdict }) => verdict === 'counted');
  const brokenPairs = events.filter(isLater).length;
  const isConversion = ({ eventName }: SandboxEvent): boolean => eventName !== 'PageView';
  return {
    events: events.length,
    counted: counted.length,
    conversions: counted.filter(isConversion).length - brokenPairs,
    pairs: pairedConversions(events).size,
    brokenPairs,
    refused: events.filter(({ verdict }) => verdict === 'refused').length,
    leaks: events.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'leak')
      .length,
  };
}

export function describeSummary(summary: Summary): string {
  const { events, counted, conversions, pairs, brokenPairs, refused, leaks } = summary;
  const numbers = [
    `${counted} counted`,
    plural(pairs, 'pair'),
    plural(brokenPairs, 'broken pair'),
    `${refused} refused`,
    plural(leaks, 'leak'),
  ];
  const line = `${plural(events, 'event')}: ${numbers.join(', ')}.`;
  if (brokenPairs === 0) return line;
  const twice = conversions + brokenPairs;
  const without = counted > twice ? 'Without page views, ' : '';
  const these = conversions === 1 ? 'this is' : 'these are';
  const result = `${without}${these} ${plural(conversions, 'conversion')}, not ${twice}.`;
  return without === ''
    ? `${line}\nMeta counts both halves of each broken pair: ${result}`
    : `${line}\nMeta counts both halves of each broken pair. ${result}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
