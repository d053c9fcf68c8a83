import { defineConfig } from 'vitest/config';
import { testFolders } from './test-folders.ts';

// Stryker's runner reads no projects. The folder's fast tests, without random ones and those that take
// seconds: each mutant runs every test of its line, which would take hours.
export default defineConfig({
  resolve: { conditions: ['@meta-capi/source', 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: ['@meta-capi/source', 'node', 'development|production'] } },
  test: {
    include: testFolders(process.env['MUTATION_FOLDER'] ?? '').map(
      (folder) => `packages/core/test/${folder}/**/*.test.ts`,
    ),
    exclude: [
      '**/*.slow.test.ts',
      '**/*.fuzz.test.ts',
      '**/{properties,consent-chains,chaos,outcomes,frozen-process,backlog,many-events,possibly-received,sandbox-faults,stalled-requests,size,phone-table-file}.test.ts',
    ],
    // Instrumented code is slower, and the run without any mutant must not fail for that.
    testTimeout: 30_000,
    // A few runs of each property: the other tests have a row for each rule.
    env: { FUZZ_RUNS: '0.02' },
  },
});
