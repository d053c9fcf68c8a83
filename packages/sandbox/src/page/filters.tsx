/** @jsxImportSource preact */
import type { RefObject, VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Conversion, PageEvent } from './events.ts';
import { timeOf } from './format.ts';
import { includes, type Show, shows, type View } from './view.ts';

export function Filters(props: {
  readonly conversions: readonly Conversion[];
  readonly events: readonly PageEvent[];
  readonly found: number;
  readonly search: RefObject<HTMLInputElement>;
  readonly view: View;
  readonly onChange: (changes: Partial<View>) => void;
}): VNode {
  const { conversions, events, found, search, view, onChange } = props;
  const pixels = useMemo(() => [...new Set(events.map(({ pixelId }) => pixelId))], [events]);
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filter">
      <input
        ref={search}
        type="search"
        placeholder="Search name, id, pixel, rule  ( / )"
        aria-label="Search"
        value={view.search}
        onInput={({ currentTarget }) => onChange({ search: currentTarget.value })}
      />
      <select
        aria-label="Show"
        value={view.show}
        onChange={({ currentTarget }) => onChange({ show: currentTarget.value as Show })}
      >
        {Object.entries(shows).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {pixels.length > 1 && (
        <select
          aria-label="Pixel"
          value={view.pixelId}
          onChange={({ currentTarget }) => onChange({ pixelId: currentTarget.value })}
        >
          <option value="">All pixels</option>
          {pixels.map((pixelId) => (
            <option key={pixelId} value={pixelId}>
              Pixel {pixelId}
            </option>
          ))}
        </select>
      )}
      <NameChips conversions={conversions} view={view} onChange={onChange} />
      {view.from !== undefined && (
        <button
          type="button"
          class="chip"
          aria-label="Remove the time filter"
          onClick={() => onChange({ from: undefined, until: undefined })}
        >
          {timeOf(view.from).slice(0, 8)}–{timeOf(view.until ?? view.from).slice(0, 8)} ×
        </button>
      )}
      <span class="muted found" role="status">
        {found} of {conversions.length} shown
      </span>
    </form>
  );
}

const mostNames = 10;

/** One chip per event name with its number of conversions, the most frequent first. */
function NameChips(props: {
  readonly conversions: readonly Conversion[];
  readonly view: View;
  readonly onChange: (changes: Partial<View>) => void;
}): VNode {
  const { conversions, view, onChange } = props;
  const counts = useMemo(() => {
    const byName = new Map<string, number>();
    for (const one of conversions) {
      if (!includes(view, one, false)) continue;
      const name = one.lead.eventName ?? '';
      byName.set(name, (byName.get(name) ?? 0) + 1);
    }
    return [...byName].toSorted(([, one], [, other]) => other - one).slice(0, mostNames);
  }, [conversions, view]);
  return (
    <fieldset class="chips" aria-label="Event names">
      {counts.map(([name, count]) => (
        <button
          type="button"
          class="chip"
          key={name}
          disabled={name === ''}
          aria-pressed={view.name === name && name !== ''}
          onClick={() => onChange({ name: view.name === name ? '' : name })}
        >
          <span class="label">{name || '(no name)'}</span> <span class="muted">{count}</span>
        </button>
      ))}
    </fieldset>
  );
}
