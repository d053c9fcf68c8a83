import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The Nodes that Lambda runs, where there are binaries of them; and the one that runs the tests. */
export const nodes: Readonly<Record<string, string>> = {
  'this Node': process.execPath,
  ...(process.platform === 'linux' && process.arch === 'x64' && installRuntimes()
    ? { 'Node 22': binary('node-22'), 'Node 24': binary('node-24') }
    : {}),
};

function binary(name: string): string {
  return tool(`node_modules/${name}/bin/node`);
}

function tool(path: string): string {
  return fileURLToPath(new URL(`../../../tools/runtimes/${path}`, import.meta.url));
}

function installRuntimes(): boolean {
  if (existsSync(binary('node-24'))) return true;
  try {
    execFileSync('npm', ['install'], { cwd: tool(''), stdio: 'ignore', timeout: 240_000 });
    return true;
  } catch {
    return false;
  }
}
