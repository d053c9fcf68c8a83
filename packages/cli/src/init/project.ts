import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CommandError } from '../output.ts';

export type Framework = 'next' | 'hono' | 'express';

export const frameworkNames: Readonly<Record<Framework, string>> = {
  next: 'Next.js',
  hono: 'Hono',
  express: 'Express',
};

/** A project, as far as its package.json and its folders describe it. */
export interface Project {
  /** An absolute path. */
  readonly folder: string;
  readonly framework: Framework;
  readonly isTypeScript: boolean;
  /** Are its `.js` files ECMAScript modules? */
  readonly isModule: boolean;
  readonly packages: ReadonlySet<string>;
}

export function readProject(path: string): Project {
  const folder = resolve(path);
  const { type, dependencies, devDependencies } = readManifest(folder);
  const packages = new Set(Object.keys({ ...dependencies, ...devDependencies }));
  // Next.js first: its server may be Hono or Express, but the pages and routes are Next.js's.
  const framework = (['next', 'hono', 'express'] as const).find((name) => packages.has(name));
  if (framework === undefined) {
    throw new CommandError(
      'usage',
      `${join(folder, 'package.json')} has none of next, hono and express as a dependency.`,
      'Install one of them first. For another framework, see docs/stripe-routes.md of meta-capi.',
    );
  }
  return {
    folder,
    framework,
    isTypeScript:
      existsSync(join(folder, 'tsconfig.json')) ||
      // Next.js creates the file only when it starts for the first time.
      (framework === 'next' && packages.has('typescript')),
    isModule: type === 'module',
    packages,
  };
}

interface Manifest {
  type?: unknown;
  dependencies?: object;
  devDependencies?: object;
}

function readManifest(folder: string): Manifest {
  const file = join(folder, 'package.json');
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8'))) as Manifest;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CommandError(
      'usage',
      isMissing ? `${file} does not exist.` : `${file} is not readable JSON.`,
      'Give the folder of a project, such as ../my-shop.',
    );
  }
}
