/** @jsxImportSource preact */
import type { VNode } from 'preact';
import type { Conversion } from './events.ts';
import { figuresOf } from './figures.ts';
import type { View } from './view.ts';

/** The headline figures; each is a filter. */
export function Summary(props: {
  readonly conversions: readonly Conversion[];
  readonly view: View;
  readonly onChange: (changes: Partial<View>) => void;
}): VNode {
  const { conversions, view, onChange } = props;
  return (
    <fieldset class="figures" aria-label="Headline figures">
      {figuresOf(conversions).map(({ label, value, note, show, tone }) => (
        <button
          type="button"
          key={show}
          class={`figure ${tone}`}
          aria-pressed={view.show === show}
          onClick={() => onChange({ show: view.show === show ? 'all' : show })}
        >
          <b>{value}</b> <span>{label}</span> <small>{note}</small>
        </button>
      ))}
    </fieldset>
  );
}
