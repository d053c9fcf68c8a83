import { join } from 'node:path';
import { build } from 'vite';

await build({
  logLevel: 'error',
  build: {
    ssr: join(import.meta.dirname, '../main.mjs'),
    outDir: join(import.meta.dirname, 'vite'),
    target: 'node20',
    rolldownOptions: { output: { entryFileNames: 'main.mjs' } },
  },
  ssr: { noExternal: true },
});
