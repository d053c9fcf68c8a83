import { writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, type Loader } from 'esbuild';

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

/** The script of the sandbox's page, with its view and its plot in it. */
export const page: BrowserScript = browserScript({
  name: 'pageScript',
  folder: 'sandbox/src/',
  file: 'page-script.generated.ts',
  entry: `import './page/main.tsx';`,
});

/** Its style sheet. */
export const pageStyle: BrowserScript = browserScript({
  name: 'pageStyle',
  folder: 'sandbox/src/',
  file: 'page-style.generated.ts',
  entry: `@import 'uplot/dist/uPlot.min.css'; @import './page/page.css';`,
  loader: 'css',
});

interface BrowserScriptOptions {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  readonly entry: string;
  readonly loader?: Loader;
}

function browserScript({
  name,
  folder,
  file,
  entry,
  loader = 'ts',
}: BrowserScriptOptions): BrowserScript {
  const source = async (): Promise<string> => {
    const { outputFiles } = await build({
      stdin: { contents: entry, loader, resolveDir: fileURLToPath(new URL(folder, packages)) },
      bundle: true,
      minify: true,
      format: 'iife',
      // Of the sandbox's page the browsers are developers' own; a style sheet keeps its syntax.
      ...(loader === 'ts' && { target: 'es2020' }),
      conditions: ['@meta-capi/source'],
      // The base code cannot know the mode of the site's build, so it keeps the hints for developers
      // and shows them on a host with a port only. esbuild's default is "production".
      define: { 'process.env.NODE_ENV': '"development"' },
      ignoreAnnotations: true,
      write: false,
    });
    const code = JSON.stringify(outputFiles[0]?.text.trim());
    return `// Made by \`npm run browser-scripts\`.\nexport const ${name}: string =\n  ${code};\n`;
  };
  return { file: new URL(folder + file, packages), source };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const { file, source } of [baseCode, fbevents, page, pageStyle])
    await writeFile(file, await source());
}
