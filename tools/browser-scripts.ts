import { writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A script for browsers, made of TypeScript, that a package holds as text. */
export interface BrowserScript {
  readonly file: URL;
  /** What the file has to be. */
  readonly source: () => Promise<string>;
}

const packages = new URL('../packages/', import.meta.url);

/** initPixel and all it needs; {@link pixelBaseCode} fills in the options. */
export const baseCode: BrowserScript = browserScript({
  name: 'baseCode',
  folder: 'pixel/src/',
  file: 'base-code.generated.ts',
  entry: `import { initPixel } from './init-pixel.ts'; initPixel(__PIXEL_OPTIONS__);`,
});

/** The sandbox's stand-in for Meta's library. */
export const fbevents: BrowserScript = browserScript({
  name: 'fbevents',
  folder: 'sandbox/src/',
  file: 'fbevents.generated.ts',
  entry: `import './fbevents/main.ts';`,
});

interface BrowserScriptOptions {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  readonly entry: string;
}

function browserScript({ name, folder, file, entry }: BrowserScriptOptions): BrowserScript {
  const source = async (): Promise<string> => {
    const { outputFiles } = await build({
      stdin: { contents: entry, resolveDir: fileURLToPath(new URL(folder, packages)) },
      bundle: true,
      minify: true,
      format: 'iife',
      target: 'es2020',
      conditions: ['@meta-capi/source'],
      ignoreAnnotations: true,
      write: false,
    });
    const code = JSON.stringify(outputFiles[0]?.text.trim());
    return `// Made by \`npm run browser-scripts\`.\nexport const ${name}: string =\n  ${code};\n`;
  };
  return { file: new URL(folder + file, packages), source };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const { file, source } of [baseCode, fbevents]) await writeFile(file, await source());
}
