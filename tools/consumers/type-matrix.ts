import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConsumerFolder } from './consumer-folder.ts';

const compilers = ['5.4', '5.9', '6', '7'] as const;
const resolutions = ['node10', 'node16', 'nodenext', 'bundler'] as const;
const formats = ['ESM', 'CommonJS'] as const;

interface Cell {
  readonly compiler: (typeof compilers)[number];
  readonly resolution: (typeof resolutions)[number];
  readonly format: (typeof formats)[number];
}

/** TypeScript 7 rejects `moduleResolution: node10` itself. */
export const cells: readonly Cell[] = compilers.flatMap((compiler) =>
  resolutions
    .filter((resolution) => compiler !== '7' || resolution !== 'node10')
    .flatMap((resolution) => formats.map((format) => ({ compiler, resolution, format }))),
);

/** Compiles `projects/types/use.ts` in one cell; what the compiler says, empty where it is content. */
export async function compile(consumer: ConsumerFolder, cell: Cell): Promise<string> {
  const folder = join('types', `${cell.compiler}-${cell.resolution}-${cell.format}`);
  const path = join(consumer.path, folder);
  mkdirSync(path, { recursive: true });
  const source = readFileSync(join(consumer.path, 'projects/types/use.ts'), 'utf8');
  const isRequire = cell.resolution === 'bundler' && cell.format === 'CommonJS';
  writeFileSync(join(path, 'use.ts'), isRequire ? requiring(source) : source);
  const type = cell.format === 'ESM' ? 'module' : 'commonjs';
  writeFileSync(join(path, 'package.json'), JSON.stringify({ type }));
  writeFileSync(join(path, 'tsconfig.json'), JSON.stringify(config(cell)));
  const tsc = join(consumer.path, `node_modules/typescript-${cell.compiler}/bin/tsc`);
  const { output } = await consumer.run(folder, process.execPath, [tsc, '-p', '.']);
  return output.trim();
}

function config({ compiler, resolution, format }: Cell): object {
  return {
    compilerOptions: {
      noEmit: true,
      strict: true,
      // The oldest library that our types are written for, and every declaration file is checked.
      target: 'es2020',
      lib: ['es2020'],
      types: ['node'],
      skipLibCheck: false,
      esModuleInterop: true,
      moduleResolution: resolution,
      module: moduleOf(resolution, format),
      ...(compiler === '6' ? { ignoreDeprecations: '6.0' } : {}),
    },
    files: ['use.ts'],
  };
}

function moduleOf(resolution: Cell['resolution'], format: Cell['format']): string {
  if (resolution === 'node16' || resolution === 'nodenext') return resolution;
  if (format === 'ESM') return 'es2020';
  // `commonjs` is not allowed with `bundler` before TypeScript 6.
  return resolution === 'bundler' ? 'preserve' : 'commonjs';
}

/** With `module: preserve` an import stays an import, so CommonJS has to be written. */
function requiring(source: string): string {
  return source.replace(
    /^import \{([^}]+)\} from ('[^']+');$/gm,
    (_, names: string, specifier: string, at: number) => {
      const list = names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');
      const alias = `imported${at}`;
      return [
        `import ${alias} = require(${specifier});`,
        ...list.map((name) =>
          name.startsWith('type ')
            ? `type ${name.slice(5)} = ${alias}.${name.slice(5)};`
            : `import ${name} = ${alias}.${name};`,
        ),
      ].join('\n');
    },
  );
}
