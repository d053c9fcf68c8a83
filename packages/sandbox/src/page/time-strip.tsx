/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { countVerdicts, type PageEvent } from './events.ts';
import { pieceOf, timelineOf } from './timeline.ts';

/** From the bottom of the stack to the top. */
const verdicts = ['counted', 'duplicate', 'refused'] as const;
const labels = { counted: 'counted', duplicate: 'deduplicated', refused: 'refused' };
const pieces = 60;
const height = 64;

interface Interval {
  readonly from: number;
  readonly until: number;
}

/** Events over time in one slim strip: a bar's tooltip has its numbers, a click filters by its time. */
export function TimeStrip(props: {
  readonly events: readonly PageEvent[];
  readonly onSelect: (interval: Interval) => void;
}): VNode {
  const { events, onSelect } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(events);
  latest.current = events;
  const [bar, setBar] = useState<number | undefined>(undefined);
  const select = useRef((): void => undefined);

  useEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      const options = optionsFor(current, (index) => setBar(index));
      plot.current = new uPlot(options, dataOf(latest.current), current);
    };
    draw();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const resized = new ResizeObserver(() =>
      plot.current?.setSize({ width: current.clientWidth, height }),
    );
    resized.observe(current);
    dark.addEventListener('change', draw);
    const click = (): void => select.current();
    current.addEventListener('click', click);
    return () => {
      current.removeEventListener('click', click);
      resized.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(dataOf(events)), [events]);

  const counts = useMemo(() => countVerdicts(events), [events]);
  const label = verdicts.map((verdict) => `${counts[verdict]} ${labels[verdict]}`).join(', ');
  select.current = () => {
    if (bar === undefined) return;
    const { start, width } = timelineOf(events, pieces);
    const from = (start + bar * width) * 1000;
    onSelect({ from, until: from + width * 1000 });
  };
  return (
    <div class="strip">
      <div ref={box} class="plot" role="img" aria-label={`Events over time: ${label}`} />
      <p class="legend muted">
        {bar === undefined ? (
          verdicts.map((verdict) => (
            <span key={verdict} class={`swatch ${verdict}`}>
              {counts[verdict]} {labels[verdict]}
            </span>
          ))
        ) : (
          <BarText events={events} bar={bar} />
        )}
      </p>
    </div>
  );
}

/** The tooltip: in the place of the legend, so that nothing covers the bars. */
function BarText({
  events,
  bar,
}: {
  readonly events: readonly PageEvent[];
  readonly bar: number;
}): VNode {
  const timeline = timelineOf(events, pieces);
  const counts = countVerdicts(events.filter((event) => pieceOf(timeline, event) === bar));
  const from = timeline.start + bar * timeline.width;
  return (
    <>
      {timeOf(from)}–{timeOf(from + timeline.width)}:{' '}
      {verdicts.map((verdict) => `${counts[verdict]} ${labels[verdict]}`).join(', ')}. Click to
      filter.
    </>
  );
}

/** Stacked: the highest bars are drawn first, each next series over their lower part. */
function dataOf(events: readonly PageEvent[]): uPlot.AlignedData {
  const timeline = timelineOf(events, pieces);
  const { start, width, size } = timeline;
  const stacks = verdicts.map(() => Array<number>(size).fill(0));
  for (const event of events) {
    const piece = pieceOf(timeline, event);
    const from = verdicts.indexOf(event.verdict);
    for (const [level, stack] of stacks.entries()) {
      if (level >= from) stack[piece] = (stack[piece] ?? 0) + 1;
    }
  }
  const times = Array.from({ length: size }, (_, index) => start + (index + 0.5) * width);
  return [times, ...stacks.toReversed()];
}

function optionsFor(box: HTMLElement, onHover: (bar: number | undefined) => void): uPlot.Options {
  // A canvas does not support light-dark(), so read the resolved colour from an element.
  const color = (name: string): string => {
    const probe = box.appendChild(document.createElement('span'));
    probe.className = `probe ${name}`;
    const resolved = getComputedStyle(probe).color;
    probe.remove();
    return resolved;
  };
  const axis = {
    stroke: color('muted'),
    grid: { stroke: color('line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: box.clientWidth,
    height,
    // Half of the first and the last label would be beyond the edges.
    padding: [4, 30, null, 30],
    legend: { show: false },
    cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
    hooks: { setCursor: [({ cursor }) => onHover(cursor.idx ?? undefined)] },
    scales: {
      x: { range: (plot) => edgesOf(plot.data[0]) },
      y: { range: (_, __, most) => [0, Math.max(4, most)] },
    },
    axes: [
      { ...axis, size: 20, space: 90, values: (_, seconds) => seconds.map(timeOf) },
      { show: false },
    ],
    series: [
      {},
      ...verdicts.toReversed().map((verdict) => ({
        fill: patternOf(verdict, color(verdict)),
        width: 0,
        points: { show: false },
        ...(uPlot.paths.bars && { paths: uPlot.paths.bars({ size: [0.8, 40] }) }),
      })),
    ],
  };
}

/** Solid, hatched and dotted, so that the strip is readable without colours. */
function patternOf(verdict: (typeof verdicts)[number], color: string): string | CanvasPattern {
  if (verdict === 'counted') return color;
  const tile = document.createElement('canvas');
  tile.width = 6;
  tile.height = 6;
  const pen = tile.getContext('2d');
  if (!pen) return color;
  pen.fillStyle = getComputedStyle(document.body).backgroundColor;
  pen.fillRect(0, 0, 6, 6);
  pen.fillStyle = color;
  if (verdict === 'refused') pen.fillRect(0, 0, 6, 3);
  else for (let at = 0; at < 6; at += 1) pen.fillRect(at, 5 - at, 2, 1);
  return pen.createPattern(tile, 'repeat') ?? color;
}

/** Keeps the first and the last bar within the chart. */
function edgesOf(times: ArrayLike<number>): [number, number] {
  const first = times[0] ?? 0;
  const half = ((times[1] ?? first + 1) - first) / 2;
  return [first - half, (times[times.length - 1] ?? first) + half];
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB');
}
