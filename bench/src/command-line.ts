// The command line: what `meta-capi --help` costs above an empty process, and what an installation holds.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { range, rounds } from './compare.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** CPU ms of pairs of processes that alternate. */
export function compareHelp(node: string): Promise<Record<string, number | string>> {
  const main = join(root, 'packages/cli/dist/main.js');
  const above: number[] = [];
  for (let n = 0; n < 7 * rounds(); n += 1) {
    const empty = cpuOf(node, ['--eval', '']);
    above.push(cpuOf(node, [main, '--help']) - empty);
  }
  return Promise.resolve({ '--help, CPU ms above bare': range(above) });
}

/** Bytes of all files that `npm install` of the packed command line adds, without the optional peers. */
export function installedBytes(): number {
  const folder = mkdtempSync(join(tmpdir(), 'meta-capi-installed-'));
  try {
    const packages = readdirSync(join(root, 'packages')).map((name) => `-w=packages/${name}`);
    const npm = (cwd: string, ...args: string[]): unknown =>
      execFileSync('npm', args, { cwd, stdio: 'pipe' });
    npm(root, 'pack', '--silent', ...packages, `--pack-destination=${folder}`);
    const packed = readdirSync(folder).map((file) => `./${file}`);
    const wanted = packed.filter((file) => !/pixel/.test(file));
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    npm(folder, 'install', '--omit=peer', '--no-audit', '--no-fund', ...wanted);
    return bytesIn(join(folder, 'node_modules'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}

/** User and system ms of a Node process, which reports them itself when it ends. */
function cpuOf(node: string, args: readonly string[]): number {
  const preload =
    'data:text/javascript,import{writeSync}from"node:fs";process.on("exit",()=>{' +
    'const{user,system}=process.cpuUsage();writeSync(3,String((user+system)/1000))})';
  const { output, status } = spawnSync(node, ['--import', preload, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${output[2]}`);
  return Number(output[3]);
}
