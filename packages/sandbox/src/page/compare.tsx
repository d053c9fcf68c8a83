/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversion, PageEvent } from './events.ts';
import { differencesOf } from './fields.ts';

/** Two copies of one event side by side, with their differences marked. */
export function Compare({ conversion }: { readonly conversion: Conversion }): VNode | null {
  const [showSame, setShowSame] = useState(false);
  const [one, other] = halvesOf(conversion);
  if (!one || !other) return null;
  const all = differencesOf(one, other);
  const shown = showSame ? all : all.filter(({ isSame }) => !isSame);
  return (
    <details class="compare" open={conversion.kind === 'broken'}>
      <summary>
        Compare {labelOf(one)} and {labelOf(other)}: {all.filter(({ isSame }) => !isSame).length}{' '}
        differences
      </summary>
      <table class="fields">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">{labelOf(one)}</th>
            <th scope="col">{labelOf(other)}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ path, one: left, other: right, isSame }) => (
            <tr key={path} class={isSame ? 'same' : 'different'}>
              <th scope="row">{path}</th>
              <td>{left ?? <i>missing</i>}</td>
              <td>{right ?? <i>missing</i>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label>
        <input
          type="checkbox"
          checked={showSame}
          onChange={({ currentTarget }) => setShowSame(currentTarget.checked)}
        />{' '}
        Show equal fields
      </label>
    </details>
  );
}

/** A browser and a server event where there are both, else the first two accepted events. */
function halvesOf({ events }: Conversion): readonly (PageEvent | undefined)[] {
  const accepted = events.filter(({ verdict }) => verdict !== 'refused');
  const all = accepted.length > 1 ? accepted : events;
  const [first] = all;
  const second = all.find(({ source }) => source !== first?.source) ?? all[1];
  return [first, second];
}

function labelOf({ source, number }: PageEvent): string {
  return `${source} #${number}`;
}
