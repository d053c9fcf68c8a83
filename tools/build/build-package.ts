// tsx ../../tools/build/build-package.ts, in the folder of a package.
// Replaces dist: one module per entry of package.json by rolldown, the types by tsc.
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCommonJsEntries } from './commonjs-entries.ts';
import { buildModules } from './modules.ts';

const folder = process.cwd();
const dist = join(folder, 'dist');
const projects = ['tsconfig.json', 'tsconfig.node.json'].filter((file) =>
  existsSync(join(folder, file)),
);

rmSync(dist, { recursive: true, force: true });
const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
execFileSync(tsc, ['-b', ...projects], { cwd: folder, stdio: 'inherit' });
await buildModules(folder, dist);
writeCommonJsEntries(folder);
