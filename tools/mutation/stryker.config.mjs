// One folder of core, named by MUTATION_FOLDER: see mutation.ts.
const folder = process.env.MUTATION_FOLDER;
if (!folder) throw new Error('MUTATION_FOLDER is missing: run npm run mutation.');

// The tests run in threads, which cannot set their time zone. In India a day begins before UTC's.
process.env.TZ = 'Asia/Kolkata';

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tools/mutation/vitest.config.ts', related: false },
  mutate: [
    `packages/core/src/${folder}/**/*.ts`,
    '!packages/core/src/**/*.generated.ts',
    // The names of countries are a table of 250 lines, which its test reads row by row.
    '!packages/core/src/normalize/{country-names,state-codes}.ts',
  ],
  coverageAnalysis: 'perTest',
  // A table is created once, when its file is loaded, so each of its words would need all tests of
  // the folder. The tests read the tables row by row.
  ignoreStatic: true,
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: `reports/mutation/${folder}.json` },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  tempDirName: `.stryker-tmp/${folder}`,
  // A run that failed leaves its copy behind.
  ignorePatterns: ['.stryker-tmp'],
  // Fails in mutation.ts, with all folders.
  thresholds: { high: 95, low: 93, break: null },
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
  timeoutMS: 5000,
};
