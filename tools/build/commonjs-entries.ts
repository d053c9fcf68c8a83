import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Writes the files that `require()` resolves to: for each entry of the package a `.cjs` file that
 * requires the ECMAScript module, and a `.d.cts` file beside each `.d.ts` file that it imports.
 * Node's `require()` loads the module itself, but TypeScript supports that only from 5.8 on, and
 * not with `module: node16`. It needs the types of a CommonJS file, and those need such a file.
 */
// https://www.typescriptlang.org/docs/handbook/modules/reference.html#node16-nodenext
export function writeCommonJsEntries(folder: string): void {
  for (const entry of entriesOf(folder)) {
    const module = `./${basename(entry).replace(/\.d\.ts$/, '.js')}`;
    writeFileSync(entry.replace(/\.d\.ts$/, '.cjs'), `module.exports = require('${module}');\n`);
  }
  writeTypes(folder);
}

function writeTypes(folder: string): void {
  const written = new Set<string>();
  const queue = entriesOf(folder);
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (written.has(file)) continue;
    written.add(file);
    const text = readFileSync(file, 'utf8').replaceAll('Uint8Array<ArrayBuffer>', 'Uint8Array');
    // TypeScript before 5.7 rejects the argument. Sources need it, for the bodies of `fetch`.
    writeFileSync(file, text);
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
    exports: Record<string, string | { types: string }>;
  };
  return Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : [resolve(folder, entry.types)],
  );
}
