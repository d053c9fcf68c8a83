import { type Conversion, isPageView } from './events.ts';
import type { Show } from './view.ts';

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  /** What a click shows. */
  readonly show: Show;
  readonly tone: string;
}

/** The headline figures. */
export function figuresOf(all: readonly Conversion[]): readonly Figure[] {
  const conversions = all.filter((one) => !isPageView(one));
  const accepted = conversions.filter(({ kind }) => kind !== 'refused');
  const pairs = accepted.filter(({ kind }) => kind === 'pair').length;
  const broken = accepted.filter(({ kind }) => kind === 'broken').length;
  const possible = accepted.filter((one) => one.possibleDuplicate !== undefined).length;
  const refused = all.filter(({ kind }) => kind === 'refused');
  const leaks = all.filter((one) => one.leaks > 0).length;
  const rate = accepted.length === 0 ? '–' : `${Math.round((100 * pairs) / accepted.length)} %`;
  return [
    {
      label: accepted.length === 1 ? 'conversion' : 'conversions',
      value: String(accepted.length),
      ...countsOf(broken, possible),
      tone: 'counted',
    },
    {
      label: 'pair rate',
      value: rate,
      note: `${accepted.length - pairs} without a pair`,
      show: 'unpaired',
      tone: broken > 0 ? 'warning' : 'neutral',
    },
    {
      label: 'refused',
      value: String(refused.length),
      note: 'Meta did not accept them',
      show: 'refused',
      tone: refused.length > 0 ? 'refused' : 'neutral',
    },
    {
      label: leaks === 1 ? 'leak' : 'leaks',
      value: String(leaks),
      note: 'personal data or a secret',
      show: 'leaks',
      tone: leaks > 0 ? 'refused' : 'neutral',
    },
  ];
}

/** Whether conversions are counted once, and the filter that shows those that are not. */
function countsOf(broken: number, possible: number): Pick<Figure, 'note' | 'show'> {
  if (broken > 0) return { note: `${broken} counted twice`, show: 'broken' };
  if (possible > 0) return { note: `${possible} possibly counted twice`, show: 'possible' };
  return { note: 'counted once each', show: 'conversions' };
}
