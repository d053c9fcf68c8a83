import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Writes a `.d.cts` beside each `.d.ts` that an entry of the package in the working directory leads
 * to. `require()` of an ECMAScript module works from Node 20.19 on, but TypeScript believes it only
 * from 5.8 on and not with `module: node16`: there the types of what is required must be CommonJS's.
 */
// https://www.typescriptlang.org/docs/handbook/modules/reference.html#node16-nodenext
function writeCommonJsTypes(folder: string): void {
  const written = new Set<string>();
  const queue = entriesOf(folder);
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (written.has(file)) continue;
    written.add(file);
    const text = readFileSync(file, 'utf8');
    const directory = dirname(file);
    for (const [, specifier = ''] of text.matchAll(relativeImport)) {
      queue.push(resolve(directory, specifier.replace(/\.(?:ts|js)$/, '.d.ts')));
    }
    const types = text
      .replaceAll(relativeImport, (statement) => statement.replace(/\.(?:ts|js)(['"])$/, '.cjs$1'))
      .replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
    writeFileSync(file.replace(/\.d\.ts$/, '.d.cts'), types);
  }
}

const relativeImport = /(?:from |import\()['"](\.{1,2}\/[^'"]+)['"]/g;

function entriesOf(folder: string): string[] {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { types: { default: string } }>;
  };
  return Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : [resolve(folder, entry.types.default)],
  );
}

writeCommonJsTypes(process.cwd());
