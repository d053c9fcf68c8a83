import { columns } from '../columns.ts';
import type { Problem } from '../files/json-records.ts';
import { moneyText, sumByCurrency, sumsText } from '../stripe-events/money.ts';
import { type Settings, settingsText } from '../stripe-events/settings.ts';
import { moreLine, problemLines } from '../text-lists.ts';
import type { Reconciliation } from './reconcile.ts';

export interface ReconciliationReport extends Reconciliation {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
  readonly even: boolean;
}

/** The comparison as text. `most`: how many rows each list has at the most. */
export function reconciliationText(report: ReconciliationReport, most: number): string {
  const { accepted, missing, double, different, unexpected, notCounted, paid, even } = report;
  const rows: readonly (readonly [string, Amounts])[] = [
    ['paid', [...accepted, ...missing, ...double]],
    ['accepted', accepted],
    ['missing', missing],
    ['double', double],
    ['other value', different],
    ['unexpected', unexpected],
    ['not counted', notCounted],
  ];
  const table = rows.map(([name, list]) => [
    name,
    String(list.length),
    sumsText(sumByCurrency(list)),
  ]);
  return [
    `Stripe and what was accepted ${even ? 'agree' : 'differ'}: ${paid} events with an amount (${settingsText(report.settings)}).`,
    '',
    ...columns(table, [1, 2]),
    ...list('Missing', missing, ({ why }) => why, most),
    ...list('Double', double, ({ acceptedAs }) => `accepted as ${acceptedAs.join(', ')}`, most),
    ...list(
      'Other value',
      different,
      ({ acceptedValue: value, acceptedCurrency: currency }) =>
        `accepted with ${moneyText({ value, currency })}`,
      most,
    ),
    ...list('Unexpected', unexpected, ({ why }) => why, most),
    ...list(
      'Accepted under another id',
      accepted.filter(({ acceptedAs }) => acceptedAs !== undefined),
      ({ acceptedAs }) => `accepted as ${acceptedAs}`,
      most,
    ),
    ...list(
      'Not counted, by a rule',
      notCounted,
      ({ reason }) => `${reason.code}: ${reason.message}`,
      most,
    ),
    ...problemLines(report.problems, most),
  ].join('\n');
}

type Amounts = readonly { value?: number | undefined; currency?: string | undefined }[];

interface Listed {
  readonly eventName?: string | undefined;
  readonly eventId: string;
  readonly value?: number | undefined;
  readonly currency?: string | undefined;
  readonly paidAt?: number | undefined;
}

function list<Row extends Listed>(
  title: string,
  found: readonly Row[],
  why: (row: Row) => string,
  most: number,
): readonly string[] {
  if (found.length === 0) return [];
  const rows = found
    .slice(0, most)
    .map((row) => [
      '',
      row.eventName ?? '',
      row.eventId,
      moneyText(row),
      row.paidAt === undefined ? '' : new Date(row.paidAt * 1000).toISOString().slice(0, 10),
      why(row),
    ]);
  return [
    '',
    `${title} (${found.length}):`,
    ...columns(rows, [3]),
    ...moreLine(found.length, most),
  ];
}
