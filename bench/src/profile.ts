// npx tsx bench/src/profile.ts [part of a plan's name]
// The shares of one client's CPU time in a burst: preparing, writing, Node's TLS and HTTP, the garbage
// collector. From V8's sampling profiler, which sees JavaScript and the collector by function.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleContender } from './bundle.ts';
import { nodes } from './nodes.ts';
import { plans } from './plans.ts';
import { runClient } from './run-client.ts';

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const folder = fileURLToPath(new URL('../dist/profiles', import.meta.url));
const wanted = process.argv[2] ?? 'burst of 2,000 callers';
const plan = plans.find(({ name }) => name.includes(wanted));
if (plan === undefined) throw new Error(`No plan has ${wanted} in its name.`);

for (const [version, node] of Object.entries(nodes())) {
  rmSync(folder, { recursive: true, force: true });
  await runClient(plan, 'ours', node, ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
  const sources = sourcesOf(await bundleContender('client', 'ours'));
  const [file] = readdirSync(folder);
  const profile = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Profile;
  console.log(`\n${plan.name}, ${version}`);
  console.table(shares(profile, sources));
}

/** The source file of each line of a bundle: esbuild names it in a comment above the code. */
function sourcesOf(bundle: string): string[] {
  let source = '';
  return readFileSync(bundle, 'utf8')
    .split('\n')
    .map((line) => {
      source = /^\/\/ ((?:[\w.-]+\/)*[\w.-]+\.(?:ts|js|mjs))$/.exec(line)?.[1] ?? source;
      return source;
    });
}

function shares(profile: Profile, sources: readonly string[]): Record<string, string> {
  const selfTimes = new Map<number, number>();
  profile.samples.forEach((id, index) => {
    selfTimes.set(id, (selfTimes.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0));
  });
  const parts = new Map<string, number>();
  for (const { id, callFrame } of profile.nodes) {
    const part = partOf(callFrame, sources);
    if (part === undefined) continue;
    parts.set(part, (parts.get(part) ?? 0) + (selfTimes.get(id) ?? 0));
  }
  const total = Array.from(parts.values()).reduce((sum, time) => sum + time, 0);
  return Object.fromEntries(
    Array.from(parts)
      .toSorted(([, one], [, other]) => other - one)
      .map(([part, time]) => [part, `${((100 * time) / total).toFixed(1)} %`]),
  );
}

/** `undefined` for time in which the process waits. */
function partOf(
  { functionName, url, lineNumber }: Profile['nodes'][number]['callFrame'],
  sources: readonly string[],
): string | undefined {
  if (functionName === '(idle)' || functionName === '(root)') return undefined;
  if (functionName === '(garbage collector)') return 'garbage collector';
  if (functionName === '(program)') return 'native code outside of JavaScript';
  if (url.startsWith('node:')) return 'Node: TLS, HTTP, streams, timers';
  const source = sources[lineNumber] ?? '';
  const [, ofCore] = /packages\/core\/src\/(.+)$/.exec(source) ?? [];
  if (url === '') return 'built-in functions';
  if (ofCore === undefined) return 'bench';
  if (/^delivery\/(?:batch|event-json|json-bytes)\.ts$/.test(ofCore)) return 'core: writing bytes';
  if (/^(?:delivery|client|async|graph|http)\//.test(ofCore)) return 'core: delivery and client';
  return 'core: preparing';
}
