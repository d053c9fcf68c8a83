// npx tsx bench/src/run.ts [part of a name ...]
// Runs the rows named on the command line, or all, on each Node version. Contenders take turns and
// each run is a separate process. A ratio compares runs of the same round.
import { writeFileSync } from 'node:fs';
import { senderBytes } from './bundle.ts';
import { compareColdStarts } from './cold-starts.ts';
import { compareHelp, installedBytes } from './command-line.ts';
import { comparePlan } from './compare.ts';
import { compareImports } from './imports.ts';
import { compareFunctions, zipBytes } from './lambda/compare.ts';
import { nodes } from './nodes.ts';
import { plans } from './plans.ts';

const wanted = process.argv.slice(2);
const report: Record<string, Record<string, object>> = {};

for (const [version, node] of Object.entries(nodes())) {
  for (const plan of plans) await row(plan.name, version, () => comparePlan(plan, node));
  await row('cold start, CPU ms above bare', version, () => compareColdStarts(node));
  await row('cold import, CPU ms', version, () => compareImports(node));
  await row('function for Cognito', version, () => compareFunctions(node));
  await row('command line', version, () => compareHelp(node));
}
await row('size, bytes', 'gzip', async () => ({
  'one sender': await senderBytes('ours'),
  'one sender, SDK': await senderBytes('sdk'),
  'one sender, by hand': await senderBytes('by-hand'),
  'zip for Cognito': await zipBytes(),
}));

await row('command line, installed bytes', '', async () => ({ all: installedBytes() }));

async function row(name: string, version: string, measure: () => Promise<object>): Promise<void> {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) return;
  const measured = await measure();
  console.log(`\n${name}, ${version}`);
  console.table(measured);
  report[name] = { ...report[name], [version]: measured };
  writeFileSync(
    new URL('../results.json', import.meta.url),
    `${JSON.stringify(report, null, 2)}\n`,
  );
}
