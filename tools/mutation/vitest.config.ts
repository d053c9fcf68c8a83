import { defineConfig } from 'vitest/config';

// Stryker's runner knows no projects. These are the tables without the properties: each mutant runs
// every test of its line, and thousands of random runs for each would take hours.
export default defineConfig({
  resolve: { conditions: ['@meta-capi/source', 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: ['@meta-capi/source', 'node', 'development|production'] } },
  test: {
    include: [
      'packages/core/test/{normalize,rules}/*.test.ts',
      'packages/core/test/{nearest-key,nearest-event,user-data,prepare,explain,personal-data}.test.ts',
      'packages/core/test/{consent*,click-id,client-ip,page-url,visitor-*}.test.ts',
      'packages/core/test/{classify,retry,load,may-arrive-later}.test.ts',
    ],
    exclude: ['**/properties.test.ts'],
    // Instrumented code is slower, and a run without any mutant must not fail for it.
    testTimeout: 30_000,
  },
});
