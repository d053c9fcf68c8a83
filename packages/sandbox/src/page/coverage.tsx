/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { PageEvent } from './events.ts';
import { coverageOf, matchKeys } from './match-keys.ts';

/** Which match keys arrive, for each event name. */
export function CoverageTables({ events }: { readonly events: readonly PageEvent[] }): VNode {
  const coverage = useMemo(() => coverageOf(events), [events]);
  return (
    <details class="coverage">
      <summary>Match keys by event name (server events, in Meta’s order of priority)</summary>
      {coverage.map(({ eventName, events: count, shares }) => (
        <table key={eventName}>
          <caption>
            {eventName} <span class="muted">{count} from the server</span>
          </caption>
          <tbody>
            {matchKeys.map(({ key, name, priority }, index) => {
              const percent = Math.round((shares[index] ?? 0) * 100);
              return (
                <tr key={key}>
                  <th scope="row">{name}</th>
                  <td class="muted">{priority}</td>
                  <td>
                    <progress max="100" value={percent} aria-label={`${name} in ${eventName}`} />
                  </td>
                  <td>{percent} %</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ))}
      {coverage.length === 0 && <p class="muted">No server event has arrived yet.</p>}
    </details>
  );
}
