import { median } from './median.ts';
import type { Plan } from './plans.ts';
import { type Run, runClient } from './run-client.ts';
import type { Measured } from './scenarios.ts';

/** The contenders take turns; a ratio compares runs of the same round. */
export async function comparePlan(plan: Plan, node: string): Promise<Record<string, object>> {
  const runs = new Map<string, Run[]>();
  for (let turn = 0; turn < rounds(); turn += 1) {
    for (const contender of plan.contenders) {
      const run = await runClient(plan, contender, node);
      runs.set(contender, [...(runs.get(contender) ?? []), run]);
    }
  }
  return Object.fromEntries(
    Array.from(runs, ([contender, own]) => [contender, summarize(own, runs)]),
  );
}

/** `ROUNDS=1` gives a quick look. */
export function rounds(): number {
  return Number(process.env['ROUNDS'] ?? 3);
}

function summarize(own: readonly Run[], runs: ReadonlyMap<string, readonly Run[]>): object {
  const [first] = own;
  const against = (name: string, of: (run: Run) => number): string | undefined => {
    const others = runs.get(name);
    return others && range(own.map((run, turn) => of(run) / of(others[turn] ?? run)));
  };
  return {
    'events/s': Math.round(median(own.map(perSecond))),
    'CPU µs/event': round(median(own.map((run) => (run.cpuMs / run.events) * 1000))),
    'speed ÷ SDK': against('sdk', perSecond),
    '… by CPU time': against('sdk', ({ events, cpuMs }) => events / cpuMs),
    'speed ÷ SDK, 64 sockets': against('sdk-capped', perSecond),
    'peak MiB': Math.round(median(own.map(({ residentMiB }) => residentMiB))),
    '… above start': Math.round(median(own.map(({ peakMiB }) => peakMiB))),
    requests: first?.requests ?? 0,
    'sockets opened': Math.max(...own.map(({ connections }) => connections)),
    'sockets at once': Math.max(...own.map(({ peakConnections }) => peakConnections)),
    ...(first?.p50Ms !== undefined && {
      'p50 ms': round(median(own.map(({ p50Ms = 0 }) => p50Ms))),
      'p99 ms': round(median(own.map(({ p99Ms = 0 }) => p99Ms))),
    }),
    ...(first?.lateMiB !== undefined && {
      'MiB after 100k': round(first.earlyMiB ?? 0),
      'MiB after 1 M': round(first.lateMiB),
    }),
  };
}

function perSecond({ events, wallMs }: Measured): number {
  return (events / wallMs) * 1000;
}

/** The median, and in brackets the lowest and the highest. */
export function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(round);
  return `${round(median(values))} (${low}–${high})`;
}

export function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
