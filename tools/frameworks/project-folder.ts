import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const root = join(here, '../..');
const modules = join(here, 'node_modules');

/** Nuxt and wrangler need Node 22. */
export const node22: string = join(modules, 'node-22/bin/node');

/** Installs the frameworks from the lock file. Returns whether this machine could. */
export function installFrameworks(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  if (existsSync(node22)) return true;
  try {
    execFileSync('npm', ['ci'], { cwd: here, stdio: 'ignore', timeout: 280_000 });
    return true;
  } catch {
    return false;
  }
}

/** The script of an installed command. */
export function commandOf(name: 'nuxt' | 'tsc' | 'vite' | 'wrangler'): string {
  const scripts = {
    nuxt: join(modules, 'nuxt/bin/nuxt.mjs'),
    tsc: join(root, 'node_modules/typescript/bin/tsc'),
    vite: join(modules, 'vite/bin/vite.js'),
    wrangler: join(modules, 'wrangler/bin/wrangler.js'),
  };
  return scripts[name];
}

/**
 * A copy of a project with the snippets of docs/core-alone.md that it mounts. It is below the
 * frameworks' node_modules; above those are the built packages.
 */
export function createProject(name: string, snippet: string): string {
  const path = join(here, 'dist', name);
  rmSync(path, { recursive: true, force: true });
  cpSync(join(here, 'projects', name), path, { recursive: true });
  const snippets = join(path, 'snippets');
  mkdirSync(snippets);
  for (const file of [snippet, 'form-contact.ts', 'form-sink.ts']) {
    copyFileSync(join(root, 'examples/snippets/src', file), join(snippets, file));
  }
  return path;
}

/** Runs a command of a framework in a project, without any contact to its makers. */
export function runIn(
  path: string,
  command: Parameters<typeof commandOf>[0],
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string {
  return execFileSync(node22, [commandOf(command), ...args], {
    cwd: path,
    encoding: 'utf8',
    env: { ...process.env, ...offline, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 280_000,
  });
}

export const offline: Readonly<Record<string, string>> = {
  CI: '1',
  NODE_ENV: 'production',
  NODE_OPTIONS: '',
  NUXT_TELEMETRY_DISABLED: '1',
  WRANGLER_SEND_METRICS: 'false',
};
