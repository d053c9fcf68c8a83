// Feeds the same texts to our rules and to Meta's own normalisers, prints where they differ and
// which rule of Meta's page makes us differ. Ends with 1 where a difference has no reason.
import fc from 'fast-check';
import { textOf } from '../../packages/core/src/normalize/text.ts';
import { userDataKeys } from '../../packages/core/src/prepare/user-data/keys.ts';
import { examples, random } from './inputs.ts';
import { businessSdk, type Key, keys, type Normalizer, paramBuilder } from './peers.ts';
import { type Difference, reasons } from './reasons.ts';

const peers: readonly [name: string, normalize: Normalizer][] = [
  ['business SDK', businessSdk()],
  ['param builder', paramBuilder()],
];
const seed = Number(process.argv[2] ?? Date.now() % 1_000_000);
const numRuns = 20_000;

const found = new Map<string, { example: Difference; times: number }>();
let compared = 0;
for (const key of keys) {
  for (const text of [...examples[key], ...fc.sample(random[key], { seed, numRuns })]) {
    for (const [peer, normalize] of peers) {
      compared += 1;
      const difference = { text, ours: ours(key, text), theirs: normalize(key, text) };
      if (difference.ours === difference.theirs) continue;
      const reason = reasons.find((each) => each.key === key && each.applies(difference));
      const row = `${key} | ${peer} | ${reason?.because ?? 'NO REASON'}`;
      const seen = found.get(row);
      if (seen === undefined) found.set(row, { example: difference, times: 1 });
      else seen.times += 1;
    }
  }
}

console.log('| key | peer | we differ, because | times | for example | ours | theirs |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const [row, { example, times }] of found) {
  const [text, mine, theirs] = [example.text, example.ours, example.theirs].map(shown);
  console.log(`| ${row} | ${times} | ${text} | ${mine} | ${theirs} |`);
}
console.log(`\n${compared} comparisons, seed ${seed}`);
if ([...found.keys()].some((row) => row.endsWith('NO REASON'))) process.exitCode = 1;

function ours(key: Key, text: string): string | undefined {
  const rule = Object.values(userDataKeys).find(({ wire }) => wire === key)?.rule;
  const trimmed = textOf(text, Number.POSITIVE_INFINITY);
  if (rule === undefined || typeof trimmed !== 'string' || trimmed === '') return undefined;
  const normalized = rule(trimmed, { country: undefined, phone: undefined });
  return typeof normalized === 'string' ? normalized : normalized.value;
}

function shown(text: string | undefined): string {
  return text === undefined ? 'dropped' : `\`${text.replaceAll('|', '\\|').replaceAll('`', "'")}\``;
}
