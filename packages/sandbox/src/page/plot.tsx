/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { countVerdicts, type PageEvent } from './events.ts';
import { pieceOf, timelineOf } from './timeline.ts';

/** From the bottom of the stack to the top. */
const verdicts = ['counted', 'duplicate', 'refused'] as const;
const labels = { counted: 'counted', duplicate: 'deduplicated', refused: 'refused' };
const pieces = 60;
const height = 150;

/** Counted, deduplicated and refused over time. */
export function Plot({ events }: { readonly events: readonly PageEvent[] }): VNode {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(events);
  latest.current = events;

  useEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsFor(current), dataOf(latest.current), current);
    };
    draw();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const resized = new ResizeObserver(() =>
      plot.current?.setSize({ width: current.clientWidth, height }),
    );
    resized.observe(current);
    dark.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(dataOf(events)), [events]);

  const counts = useMemo(() => countVerdicts(events), [events]);
  const label = verdicts.map((verdict) => `${counts[verdict]} ${labels[verdict]}`).join(', ');
  return <div ref={box} class="plot" role="img" aria-label={`Events over time: ${label}`} />;
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

function optionsFor(box: HTMLElement): uPlot.Options {
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
    // Half of the last label would be beyond the right edge.
    padding: [null, 30, null, null],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { range: (plot) => edgesOf(plot.data[0]) },
      y: { range: (_, __, most) => [0, Math.max(4, most)] },
    },
    axes: [
      { ...axis, size: 30, space: 90, values: (_, seconds) => seconds.map(timeOf) },
      { ...axis, size: 34, space: 22, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000] },
    ],
    series: [
      {},
      ...verdicts.toReversed().map((verdict) => ({
        fill: color(verdict),
        width: 0,
        points: { show: false },
        ...(uPlot.paths.bars && { paths: uPlot.paths.bars({ size: [0.8, 40] }) }),
      })),
    ],
  };
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
