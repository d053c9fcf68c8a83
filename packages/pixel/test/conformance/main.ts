import { writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { launchOfflineChromium } from './browser.ts';
import {
  downloadedLibrary,
  type LibraryUnderTest,
  realLibrary,
  standIn,
} from './library-under-test.ts';
import { type Row, report } from './report.ts';
import { observed } from './situation.ts';
import { situations } from './situations.ts';
import { openStage } from './stage.ts';

const usage = `npm run pixel:conformance [-- (--library FILE --config FILE)… | --download PIXEL_ID]

Runs every situation with the stand-in for Meta's library, and with each real one that is given:
FILE is a copy of https://connect.facebook.net/en_US/fbevents.js and of /signals/config/<pixel id>.
Exits with 1 on any difference. With real ones it writes docs/pixel-conformance.md.
The library and the configuration belong to Meta: keep them out of the repository.`;

const table = new URL('../../../../docs/pixel-conformance.md', import.meta.url);

async function librariesOf(args: readonly string[]): Promise<LibraryUnderTest[]> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      library: { type: 'string', multiple: true, default: [] },
      config: { type: 'string', multiple: true, default: [] },
      download: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.library.length !== values.config.length) {
    console.log(usage);
    process.exit(values.help ? 0 : 2);
  }
  const given = values.library.map((file, index) => realLibrary(file, values.config[index] ?? ''));
  const downloaded = values.download === undefined ? [] : [downloadedLibrary(values.download)];
  return [await standIn(), ...(await Promise.all([...given, ...downloaded]))];
}

const libraries = await librariesOf(argv.slice(2));
const browser = await launchOfflineChromium();
const rows: Row[] = [];
for (const situation of situations) {
  const observe = (library: LibraryUnderTest): Promise<unknown> =>
    observed(situation, () => openStage(browser, library)).catch((error) => {
      if (!browser.isConnected()) throw error;
      return String(error);
    });
  const together = await Promise.all(libraries.map(observe));
  const seen: unknown[] = [];
  for (const [index, library] of libraries.entries()) {
    const first = together[index];
    // On a busy machine a page may be slower than the wait for it: what differs is observed again, alone.
    seen.push(isDeepStrictEqual(first, situation.expected) ? first : await observe(library));
  }
  rows.push({ situation, seen });
  for (const [index, each] of seen.entries()) {
    if (isDeepStrictEqual(each, situation.expected)) continue;
    console.log(`${situation.name}
  expected:  ${JSON.stringify(situation.expected)}
  ${libraries[index]?.name}: ${JSON.stringify(each)}`);
  }
}
await browser.close();

const names = libraries.map(({ name }) => name);
const differing = rows.filter(({ situation, seen }) =>
  seen.some((each) => !isDeepStrictEqual(each, situation.expected)),
);
console.log(`${rows.length} situations with ${names.join(', ')}: ${differing.length} differ.`);
if (names.length > 1) await writeFile(table, report(names, rows));
process.exitCode = differing.length > 0 ? 1 : 0;
