// npm run mutation [folder…]: changes the source of each folder of core, runs the folder's tests, and
// fails if the tests notice less than 93 % of the changes, in total. Hours for all folders.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const goal = 93;
const allFolders = readdirSync('packages/core/src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const given = process.argv.slice(2);

const total = { detected: 0, valid: 0 };
for (const folder of given.length > 0 ? given : allFolders) {
  const { status } = spawnSync(
    'tools/mutation/node_modules/.bin/stryker',
    ['run', 'tools/mutation/stryker.config.mjs'],
    { stdio: 'inherit', env: { ...process.env, MUTATION_FOLDER: folder } },
  );
  if (status !== 0) process.exit(status ?? 1);
  const { detected, valid } = scoreOf(folder);
  total.detected += detected;
  total.valid += valid;
  console.log(`${folder}: ${percentOf({ detected, valid })} % of ${valid}`);
}
console.log(`core: ${percentOf(total)} % of ${total.valid}, required: ${goal} %`);
if (percentOf(total) < goal) process.exitCode = 1;

// https://stryker-mutator.io/docs/mutation-testing-elements/mutant-states-and-metrics/
function scoreOf(folder: string): { detected: number; valid: number } {
  const { files } = JSON.parse(readFileSync(`reports/mutation/${folder}.json`, 'utf8'));
  const statuses = Object.values(
    files as Record<string, { mutants: { status: string }[] }>,
  ).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const count = (...wanted: string[]): number =>
    statuses.filter((status) => wanted.includes(status)).length;
  const detected = count('Killed', 'Timeout');
  return { detected, valid: detected + count('Survived', 'NoCoverage') };
}

function percentOf({ detected, valid }: { detected: number; valid: number }): number {
  return valid === 0 ? 100 : Math.floor((detected / valid) * 1000) / 10;
}
