// Cold imports: a program that imports one entry of a built package, and one that imports a package
// of one file with the same code. Packages of others are imports in both.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

interface Cost {
  /** CPU ms above a program without imports: the least of all rounds, which other work disturbs least. */
  entry: number;
  oneFile: number;
  'entry ÷ one file': number;
}

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const folder = at('../dist/imports');

/** Compares every entry of every package that is meant for a server. */
export async function compareImports(node: string): Promise<Record<string, Cost>> {
  const files = await writeImporters();
  const times = new Map<string, number[]>();
  for (let round = 0; round < Number(process.env['ROUNDS'] ?? 3) * 7; round += 1) {
    for (const file of files) {
      times.set(file, [...(times.get(file) ?? []), Number(execFileSync(node, [file]))]);
    }
  }
  const least = (file: string): number => Math.min(...(times.get(file) ?? []));
  const aboveEmpty = (file: string): number => least(file) - least(files[0]);
  const names = new Set(files.slice(1).map((file) => file.replace(/-(?:entry|one)\.mjs$/, '')));
  return Object.fromEntries(
    Array.from(names, (name) => {
      const [entry, oneFile] = [aboveEmpty(`${name}-entry.mjs`), aboveEmpty(`${name}-one.mjs`)];
      const rounded = (value: number): number => Number(value.toFixed(2));
      const cost: Cost = {
        entry: rounded(entry),
        oneFile: rounded(oneFile),
        'entry ÷ one file': rounded(entry / oneFile),
      };
      return [name.slice(folder.length + 1).replaceAll('+', '/'), cost];
    }),
  );
}

/** Writes a program per import; the first has none. `ENTRY=core` selects entries by name. */
async function writeImporters(): Promise<[string, ...string[]]> {
  mkdirSync(folder, { recursive: true });
  const files: [string, ...string[]] = [writeImporter('empty')];
  const selected = process.env['ENTRY'] ?? '';
  for (const { specifier, source } of entries()) {
    if (!specifier.includes(selected)) continue;
    const name = specifier.replace('@', '').replaceAll('/', '+');
    const oneFile = `${folder}/node_modules/${name}`;
    await build({
      entryPoints: [source],
      outfile: `${oneFile}/index.js`,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'es2022',
      conditions: ['@meta-capi/source'],
      // All of the code: what the entry does not need is in its package as well.
      treeShaking: false,
      ignoreAnnotations: true,
      plugins: [othersStayImports],
    });
    writeFileSync(`${oneFile}/package.json`, '{ "type": "module", "exports": "./index.js" }');
    files.push(writeImporter(`${name}-entry`, specifier), writeImporter(`${name}-one`, name));
  }
  return files;
}

function writeImporter(name: string, specifier?: string): string {
  const file = `${folder}/${name}.mjs`;
  const report = `const { user, system } = process.cpuUsage();
process.stdout.write(String((user + system) / 1000), () => process.exit());`;
  writeFileSync(file, specifier === undefined ? report : `import '${specifier}';\n${report}`);
  return file;
}

function entries(): { specifier: string; source: string }[] {
  const packages = at('../../packages');
  return readdirSync(packages).flatMap((name) => {
    const manifest = JSON.parse(readFileSync(`${packages}/${name}/package.json`, 'utf8')) as {
      name: string;
      exports: Record<string, string | { '@meta-capi/source': string }>;
    };
    return Object.entries(manifest.exports).flatMap(([path, entry]) =>
      typeof entry === 'string'
        ? []
        : [
            {
              specifier: manifest.name + path.slice(1),
              source: `${packages}/${name}/${entry['@meta-capi/source']}`,
            },
          ],
    );
  });
}

const othersStayImports: NonNullable<Parameters<typeof build>[0]['plugins']>[number] = {
  name: 'others-stay-imports',
  setup: (hooks) => {
    hooks.onResolve({ filter: /^[^./#]/ }, ({ path }) =>
      path.startsWith('@meta-capi/') ? undefined : { path, external: true },
    );
  },
};
