import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A folder outside of the repository in which the packed packages are installed, as by an adopter. */
export interface ConsumerFolder {
  readonly path: string;
  /** Runs a command there; what it printed, and whether it succeeded. Never rejects. */
  run(
    folder: string,
    command: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<{ ok: boolean; output: string }>;
  remove(): void;
}

/** Builds and packs every package and installs them beside the tools of this folder's lock file. */
export function createConsumerFolder(): ConsumerFolder {
  const path = mkdtempSync(join(tmpdir(), 'meta-capi-consumers-'));
  const npm = (cwd: string, ...args: string[]): string =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  npm(root, 'run', 'build');
  const packed = join(path, 'packed');
  mkdirSync(packed);
  const folders = readdirSync(join(root, 'packages')).map((name) => `--workspace=packages/${name}`);
  npm(root, 'pack', '--silent', ...folders, `--pack-destination=${packed}`);

  for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
    copyFileSync(join(here, file), join(path, file));
  }
  npm(path, 'install', '--prefer-offline', '--no-progress');
  npm(
    path,
    'install',
    '--no-save',
    '--prefer-offline',
    '--no-progress',
    ...readdirSync(packed).map((file) => `./packed/${file}`),
  );
  cpSync(join(here, 'projects'), join(path, 'projects'), { recursive: true });
  // The README's route, as a shop on Next.js has it; without types, which would need a compiler there.
  const route = join(path, 'projects/next-edge/app/api/contact');
  mkdirSync(route);
  const snippet = readFileSync(join(root, 'examples/snippets/src/contact-next.ts'), 'utf8');
  writeFileSync(join(route, 'route.js'), transformSync(snippet, { loader: 'ts' }).code);

  return {
    path,
    run: (folder, command, args, env = {}) =>
      new Promise((resolve) => {
        const bin = join(path, 'node_modules/.bin');
        execFile(
          command,
          [...args],
          {
            cwd: join(path, folder),
            env: {
              ...process.env,
              NODE_OPTIONS: '',
              PATH: `${bin}:${process.env['PATH']}`,
              ...env,
            },
            maxBuffer: 64_000_000,
            timeout: 180_000,
          },
          (error, stdout, stderr) => resolve({ ok: error === null, output: stdout + stderr }),
        );
      }),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
