// npx tsx bench/src/run.ts [part of a name ...]
// Runs the scenarios named on the command line, or all: contenders take turns, every run is a
// separate process, and a ratio compares runs of the same round.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleContender, senderBytes } from './bundle.ts';
import type { Counts, Delay } from './graph-server.ts';
import { median } from './median.ts';
import { nodes } from './nodes.ts';
import { instant, type Plan, plans } from './plans.ts';
import type { Measured } from './scenarios.ts';

const authority = fileURLToPath(
  new URL('../../packages/core/test/http/certificates/authority.pem', import.meta.url),
);
const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority };
const tsxServer = new URL('graph-server.ts', import.meta.url);

const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean =>
  wanted.length === 0 || wanted.some((word) => name.includes(word));
const report: Record<string, unknown> = {};

for (const plan of plans.filter(({ name }) => isWanted(name))) {
  report[plan.name] = await compare(plan);
}
if (isWanted('cold')) {
  for (const [version, node] of Object.entries(nodes())) {
    const name = `cold start, Node ${version}, CPU ms above bare`;
    console.log(`\n${name}`);
    report[name] = await compareColdStarts(node);
  }
}
if (isWanted('size')) report['bundle of one sender, bytes gzip'] = await compareSizes();
writeFileSync(new URL('../results.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`);

async function compare(plan: Plan): Promise<unknown> {
  console.log(`\n${plan.name}`);
  const runs = new Map<string, (Measured & Counts)[]>();
  for (let turn = 0; turn < rounds(plan); turn += 1) {
    for (const contender of plan.contenders) {
      const measured = await runOnce(plan, contender);
      runs.set(contender, [...(runs.get(contender) ?? []), measured]);
    }
  }
  const summary: Record<string, Record<string, number>> = {};
  const ours = runs.get('ours') ?? [];
  for (const [contender, all] of runs) {
    const perSecond = (run: Measured) => (run.events / run.wallMs) * 1000;
    const cpuUs = (run: Measured) => (run.cpuMs / run.events) * 1000;
    const ratio = (of: (run: Measured) => number) =>
      median(all.map((run, n) => of(ours[n] ?? run) / of(run)));
    const [first] = all;
    summary[contender] = {
      'events/s': Math.round(median(all.map(perSecond))),
      'CPU µs/event': round(median(all.map(cpuUs))),
      'ours faster ×': round(ratio(perSecond)),
      'ours less CPU ×': round(1 / ratio(cpuUs)),
      'peak MiB': Math.round(median(all.map(({ peakMiB }) => peakMiB))),
      requests: first?.requests ?? 0,
      'sockets opened': Math.max(...all.map(({ connections }) => connections)),
      'sockets at once': Math.max(...all.map(({ peakConnections }) => peakConnections)),
      ...(first?.p50Ms === undefined
        ? {}
        : {
            'p50 ms': round(median(all.map(({ p50Ms = 0 }) => p50Ms))),
            'p99 ms': round(median(all.map(({ p99Ms = 0 }) => p99Ms))),
          }),
      ...(first?.lateMiB === undefined
        ? {}
        : { 'MiB after 100k': round(first.earlyMiB ?? 0), 'MiB after 1 M': round(first.lateMiB) }),
    };
  }
  console.table(summary);
  return summary;
}

async function runOnce(plan: Plan, contender: string): Promise<Measured & Counts> {
  const server = fork(tsxServer, { execArgv: ['--import', 'tsx'] });
  const [{ port }] = await once(server, 'message');
  const setDelay = async (delay: Delay): Promise<Counts> => {
    server.send(delay);
    const [counts] = await once(server, 'message');
    return counts;
  };
  const size = typeof plan.size === 'number' ? plan.size : (plan.size[contender] ?? 0);
  const file = await bundleContender('client', contender);
  const args = [plan.scenario, `https://127.0.0.1:${port}`, String(size), String(plan.warmUp)];
  const client = fork(file, args, { env, execArgv: ['--expose-gc'] });
  try {
    await once(client, 'message');
    await setDelay(plan.delay ?? instant);
    client.send('start');
    const measured = await Promise.race([
      once(client, 'message').then(([message]) => message as Measured),
      once(client, 'exit').then(([code]) => {
        throw new Error(`${contender} ended with ${code} in ${plan.name}`);
      }),
    ]);
    const counts = await setDelay(instant);
    // The open loop sends one event ahead, to be connected.
    const isComplete = counts.events >= measured.events || plan.scenario === 'bytes';
    if (!isComplete) throw new Error(`${contender} sent ${counts.events} of ${measured.events}`);
    return { ...counts, ...measured };
  } finally {
    client.kill();
    server.disconnect();
  }
}

async function compareColdStarts(node: string): Promise<unknown> {
  const server = fork(tsxServer, { execArgv: ['--import', 'tsx'] });
  const [{ port }] = await once(server, 'message');
  const files = {
    bare: await bundleContender('bare', 'floor'),
    ours: await bundleContender('cold', 'ours'),
    sdk: await bundleContender('cold', 'sdk'),
    floor: await bundleContender('cold', 'floor'),
  };
  const times: Record<string, number[]> = {};
  for (let n = 0; n < 21; n += 1) {
    for (const [name, file] of Object.entries(files)) {
      const out = execFileSync(node, [file, `https://127.0.0.1:${port}`], { env });
      times[name] = [...(times[name] ?? []), Number(out)];
    }
  }
  server.disconnect();
  const bare = median(times['bare'] ?? []);
  const above = (name: string) => round(median(times[name] ?? []) - bare);
  const [ours, sdk, floor] = [above('ours'), above('sdk'), above('floor')];
  const summary = {
    ours,
    sdk,
    floor,
    'SDK ÷ ours': round(sdk / ours),
    'ours ÷ floor': round(ours / floor),
  };
  console.table(summary);
  return summary;
}

async function compareSizes(): Promise<unknown> {
  const summary = {
    ours: await senderBytes('ours'),
    sdk: await senderBytes('sdk'),
    floor: await senderBytes('floor'),
  };
  console.log('\nbundle of one sender, bytes gzip');
  console.table(summary);
  return summary;
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** `ROUNDS=1` gives a quick look. */
function rounds(plan: Plan): number {
  return Number(process.env['ROUNDS'] ?? plan.rounds);
}
