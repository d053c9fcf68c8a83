/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { PageEvent } from './events.ts';
import { type Coverage, coverageOf, matchKeys } from './match-keys.ts';

/** Each table has up to 17 rows. */
const mostNames = 12;

/** The share of server events that have each match key, by event name. */
export function MatchKeysPanel({ events }: { readonly events: readonly PageEvent[] }): VNode {
  const coverage = useMemo(() => coverageOf(events), [events]);
  return (
    <section class="panel" aria-label="Match keys">
      <h2>Match keys</h2>
      <p class="muted">
        The share of server events with each key, in Meta’s order of priority. Keys that no event
        has are listed below each table. For browser events, Meta’s library adds the keys.
      </p>
      {coverage.length === 0 && <p>No server event received yet.</p>}
      <div class="tables">
        {coverage.slice(0, mostNames).map((one) => (
          <NameTable key={one.eventName} coverage={one} />
        ))}
      </div>
      {coverage.length > mostNames && (
        <p class="muted">and {coverage.length - mostNames} less frequent event names</p>
      )}
    </section>
  );
}

function NameTable({ coverage }: { readonly coverage: Coverage }): VNode {
  const { eventName, events, having } = coverage;
  const never = matchKeys.filter((_, index) => having[index] === 0).map(({ name }) => name);
  return (
    <table class="keys">
      <caption>
        {eventName}{' '}
        <span class="muted">
          {events} server {events === 1 ? 'event' : 'events'}
        </span>
      </caption>
      <tbody>
        {matchKeys.map(({ key, name, priority }, index) => {
          const share = Math.round((100 * (having[index] ?? 0)) / events);
          if (having[index] === 0) return null;
          return (
            <tr key={key}>
              <th scope="row" title={priority}>
                {name}
              </th>
              <td>
                <meter min={0} max={100} value={share} aria-label={`${name} in ${eventName}`}>
                  {share} %
                </meter>
              </td>
              <td class="share">{share} %</td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={3} class="muted">
            Never: {never.join(', ') || 'none'}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
