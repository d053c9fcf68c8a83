// npm run api [-- --update]: compares the types that each entry of each package exports with the reports in
// tools/release/api, or writes them. Needs `npm run build`.
// https://api-extractor.com/pages/overview/demo_api_report/
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const root = fileURLToPath(new URL('../..', import.meta.url));
const reports = join(root, 'tools/release/api');
const temporary = join(root, 'tools/release/node_modules/.api');
const update = process.argv.includes('--update');
const problems = [];

if (update) rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
mkdirSync(temporary, { recursive: true });

const expected = new Set();
for (const name of readdirSync(join(root, 'packages'))) {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  for (const [path, entry] of Object.entries(manifest.exports)) {
    if (typeof entry === 'string') continue;
    const report = [name, ...path.split('/').slice(1)].join('.');
    expected.add(`${report}.api.md`);
    compare(join(root, 'packages', name), entry.types, report);
  }
}
for (const file of readdirSync(reports)) {
  if (!expected.has(file)) problems.push(`${file}: this entry is no longer exported.`);
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(
    'If the change is intended, run npm run api -- --update and describe it in a changeset.',
  );
  process.exitCode = 1;
} else {
  console.log(`${expected.size} reports ${update ? 'written' : 'are up to date'}.`);
}

function compare(folder, types, report) {
  const main = join(folder, types);
  if (!existsSync(main)) {
    problems.push(`${report}: ${main} is missing. Run npm run build first.`);
    return;
  }
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: main,
      newlineKind: 'lf',
      apiReport: {
        enabled: true,
        reportFolder: reports,
        reportTempFolder: temporary,
        reportFileName: report,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2022',
            lib: ['es2023', 'dom', 'dom.iterable'],
            module: 'nodenext',
            moduleResolution: 'nodenext',
            strict: true,
            exactOptionalPropertyTypes: true,
            types: ['node'],
            skipLibCheck: true,
          },
          files: [main],
        },
      },
      messages: {
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.None },
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const result = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: (message) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error;
    },
  });
  if (!update && result.apiReportChanged) problems.push(`${report}: the exported types changed.`);
  if (result.errorCount > 0) problems.push(`${report}: ${result.errorCount} errors.`);
}
