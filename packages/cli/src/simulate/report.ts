import { columns } from '../columns.ts';
import type { Problem } from '../files/json-records.ts';
import { moneyText, sumsText } from '../stripe-events/money.ts';
import { type Settings, settingsText } from '../stripe-events/settings.ts';
import type { Conversion } from '../stripe-events/verdict.ts';
import { moreLine, problemLines } from '../text-lists.ts';
import type { Change, Tally } from './tally.ts';

export interface Simulation {
  readonly read: number;
  /** Times of the first and the last event, in ISO 8601. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly problems: readonly Problem[];
  /** One, or two to compare. */
  readonly results: readonly { settings: Settings; tally: Tally }[];
  readonly changes: readonly Change[];
}

/** The simulation as text. `most`: how many rows each list has at the most. */
export function simulationText(simulation: Simulation, most: number): string {
  const { read, from, to, problems, results } = simulation;
  const period = from === undefined ? '' : `, ${from.slice(0, 10)} to ${to?.slice(0, 10)}`;
  return [
    `${read} Stripe events${period}. Nothing was sent.`,
    ...results.map(({ settings }, at) => `  ${letters[at]}: ${settingsText(settings)}`),
    '',
    ...sentTable(results),
    ...skippedTable(results),
    ...lookUpLines(results, most),
    ...changeLines(simulation, most),
    ...problemLines(problems, most),
  ].join('\n');
}

const letters = ['A', 'B'];

type Results = Simulation['results'];

function sentTable(results: Results): readonly string[] {
  const names = [...new Set(results.flatMap(({ tally }) => Object.keys(tally.sent)))].sort();
  const rows = names.map((name) => [
    name,
    ...results.flatMap(({ tally }) => {
      const { count = 0, values = {} } = tally.sent[name] ?? {};
      return [String(count), sumsText(values)];
    }),
  ]);
  if (rows.length === 0) return ['No event would be sent.'];
  const header = ['Sent', ...results.flatMap((_, at) => [letters[at] ?? '', 'value'])];
  return columns([header, ...rows], [1, 2, 3, 4]);
}

function skippedTable(results: Results): readonly string[] {
  const messages = new Map(
    results.flatMap(({ tally }) =>
      Object.entries(tally.skipped).map(([code, { message }]) => [code, message] as const),
    ),
  );
  if (messages.size === 0) return [];
  const rows = [...messages]
    .sort()
    .map(([code, message]) => [
      code,
      ...results.map(({ tally }) => String(tally.skipped[code]?.events.length ?? 0)),
      message,
    ]);
  const header = ['Not sent', ...results.map((_, at) => letters[at] ?? ''), 'reason'];
  return ['', ...columns([header, ...rows], results.length === 1 ? [1] : [1, 2])];
}

function lookUpLines(results: Results, most: number): readonly string[] {
  const needs = new Map<string, Set<string>>();
  for (const { tally } of results) {
    for (const [message, ids] of Object.entries(tally.needsLookUp)) {
      needs.set(message, new Set([...(needs.get(message) ?? []), ...ids]));
    }
  }
  if (needs.size === 0) return [];
  return [
    '',
    'Only a look-up in Stripe can tell (--look-up, with a key in STRIPE_API_KEY):',
    ...[...needs].flatMap(([message, ids]) => [
      `  ${ids.size} ${ids.size === 1 ? 'event' : 'events'}: ${message}`,
      `    ${shortened([...ids], most).join(' ')}`,
    ]),
  ];
}

function changeLines({ changes, results }: Simulation, most: number): readonly string[] {
  if (results.length < 2) return [];
  if (changes.length === 0) return ['', 'Both settings send the same.'];
  const rows = changes
    .slice(0, most)
    .map(({ id, type, created, before, after, reason }) => [
      id,
      new Date(created * 1000).toISOString().slice(0, 10),
      type,
      sentText(before),
      sentText(after),
      before.length > 0 && after.length > 0 ? '' : (reason?.code ?? ''),
    ]);
  return [
    '',
    `${changes.length} events change:`,
    ...columns([['Stripe event', 'date', 'type', 'A', 'B', 'reason'], ...rows]),
    ...moreLine(changes.length, most),
  ];
}

function sentText(sent: readonly Conversion[]): string {
  if (sent.length === 0) return 'nothing';
  return sent
    .map((one) => `${one.eventName} ${one.eventId} ${moneyText(one)}`.trimEnd())
    .join(', ');
}

function shortened(ids: readonly string[], most: number): readonly string[] {
  return ids.length <= most ? ids : [...ids.slice(0, most), `and ${ids.length - most} more`];
}
