/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { PageEvent } from './events.ts';
import { type Coverage, coverageOf, matchKeys, priorities, sum } from './match-keys.ts';
import { type Timeline, timelineOf } from './timeline.ts';

const pieces = 30;
/** Each has about eighty elements. */
const mostNames = 12;

/** Match keys over time for each event name; rendered only while open. */
export function CoverageTables({ events }: { readonly events: readonly PageEvent[] }): VNode {
  const [open, setOpen] = useState(false);
  return (
    <details class="coverage" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Match keys by event name (server events, in Meta’s order of priority)</summary>
      {open && <Tables events={events} />}
    </details>
  );
}

function Tables({ events }: { readonly events: readonly PageEvent[] }): VNode {
  const timeline = useMemo(() => timelineOf(events, pieces), [events]);
  const coverage = useMemo(() => coverageOf(events, timeline), [events, timeline]);
  if (coverage.length === 0) return <p class="muted">No server event received yet.</p>;
  return (
    <>
      <p class="muted">
        {clock(timeline.start)} to {clock(timeline.start + timeline.size * timeline.width)}, a bar
        every {timeline.width} s: a grey bar says that events came, its filled part how many of them
        had the key.
      </p>
      <div class="tables">
        {coverage.slice(0, mostNames).map((one) => (
          <NameTable key={one.eventName} coverage={one} timeline={timeline} />
        ))}
      </div>
      {coverage.length > mostNames && (
        <p class="muted">and {coverage.length - mostNames} event names that came less often</p>
      )}
    </>
  );
}

function NameTable(props: { readonly coverage: Coverage; readonly timeline: Timeline }): VNode {
  const { eventName, events, arrived, having } = props.coverage;
  return (
    <table>
      <caption>
        {eventName} <span class="muted">{events} from the server</span>
      </caption>
      {priorities.map((priority) => (
        <tbody key={priority}>
          <tr>
            <th scope="rowgroup" colSpan={3} class="muted">
              {priority}
            </th>
          </tr>
          {matchKeys.map(({ key, name, priority: own }, index) => {
            if (own !== priority) return null;
            const counts = having[index] ?? [];
            return (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td>
                  <Bars name={`${name} in ${eventName}`} arrived={arrived} having={counts} />
                </td>
                <td class="share">{percent(sum(counts), events)}</td>
              </tr>
            );
          })}
        </tbody>
      ))}
    </table>
  );
}

/** One path for all events and one for those with the key; thousands of elements would be slow. */
function Bars(props: {
  readonly name: string;
  readonly arrived: readonly number[];
  readonly having: readonly number[];
}): VNode {
  const { name, arrived, having } = props;
  const shares = arrived.map((count, index) => (count === 0 ? 0 : (having[index] ?? 0) / count));
  const said = arrived.flatMap((count, index) =>
    count === 0 ? [] : [percent(having[index] ?? 0, count)],
  );
  return (
    <svg
      role="img"
      aria-label={`${name}, oldest to newest: ${said.join(', ')}`}
      viewBox={`0 0 ${arrived.length} 1`}
      preserveAspectRatio="none"
    >
      <path class="arrived" d={barsOf(arrived.map((count) => (count === 0 ? 0 : 1)))} />
      <path class="having" d={barsOf(shares)} />
    </svg>
  );
}

function barsOf(heights: readonly number[]): string {
  return heights
    .map((height, index) => (height === 0 ? '' : `M${index} 1v${-height}h.8v${height}z`))
    .join('');
}

function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}

function clock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB');
}
