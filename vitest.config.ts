import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { runs } from './packages/core/test/fuzz-runs.ts';

// This exports condition leads to src/*.ts, so tests need no build. It must be set for both
// resolvers, and ssr must not list 'module': with it @aws-sdk resolves to extension-less files.
const source = '@meta-capi/source';

export default defineConfig({
  resolve: { conditions: [source, 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: [source, 'node', 'development|production'] } },
  test: {
    // On two cores Vitest takes one, but many of these tests wait for sockets and clocks.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    reporters: ['default', './tools/closing-line-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          // FUZZ_RUNS multiplies the runs of each property, so it multiplies their time as well.
          testTimeout: Math.max(20_000, runs(20_000)),
          include: ['{packages,examples}/*/test/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.slow.test.ts'],
          typecheck: {
            enabled: true,
            include: ['packages/*/test/**/*.test-d.ts'],
            tsconfig: './tsconfig.test.json',
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['{packages,examples}/*/test/**/*.slow.test.ts', 'tools/*/*.slow.test.ts'],
          globalSetup: './tools/ensure-chromium.ts',
          // After the fast ones and one by one: browsers, builds and frozen processes mind the time.
          sequence: { groupOrder: 1 },
          fileParallelism: false,
          maxConcurrency: 2,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
