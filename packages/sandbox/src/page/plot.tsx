/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { countVerdicts, type PageEvent } from './events.ts';

const verdicts = ['counted', 'duplicate', 'refused'] as const;
const labels = { counted: 'counted', duplicate: 'deduplicated', refused: 'refused' };
const buckets = 60;
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

function dataOf(events: readonly PageEvent[]): uPlot.AlignedData {
  const times = events.map(({ receivedAt }) => receivedAt / 1000);
  const until = times.reduce((latest, time) => Math.max(latest, time), 0);
  const since = Math.min(
    times.reduce((first, time) => Math.min(first, time), until),
    until - buckets,
  );
  const width = Math.max(1, Math.ceil((until - since) / buckets));
  const start = Math.floor(since / width) * width;
  const size = Math.floor((until - start) / width) + 1;
  const series = verdicts.map(() => Array<number>(size).fill(0));
  for (const { verdict, receivedAt } of events) {
    const counts = series[verdicts.indexOf(verdict)];
    const index = Math.floor((receivedAt / 1000 - start) / width);
    if (counts) counts[index] = (counts[index] ?? 0) + 1;
  }
  return [Array.from({ length: size }, (_, index) => start + index * width), ...series];
}

function optionsFor(box: HTMLElement): uPlot.Options {
  // A canvas knows no light-dark(): an element that wears the colour has it resolved.
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
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, most) => [0, Math.max(4, most)] } },
    axes: [
      axis,
      { ...axis, size: 34, space: 22, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000] },
    ],
    series: [
      {},
      ...verdicts.map((verdict) => ({
        stroke: color(verdict),
        width: 2,
        points: { show: false },
        ...(uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
      })),
    ],
  };
}
