import { join } from 'node:path';
import webpack from 'webpack';

const path = join(import.meta.dirname, 'webpack');
webpack(
  {
    mode: 'production',
    target: 'node20',
    entry: join(import.meta.dirname, '../main.mjs'),
    output: { path, filename: 'main.mjs', module: true, library: { type: 'module' } },
    experiments: { outputModule: true, topLevelAwait: true },
  },
  (error, stats) => {
    if (error ?? stats.hasErrors()) {
      console.error(error ?? stats.toString('errors-only'));
      process.exitCode = 1;
    }
  },
);
