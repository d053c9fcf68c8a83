import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Builds the packages and the shop, as `npm run example:nextjs` does before it starts the shop. */
export function buildShop(): void {
  const directory = join(import.meta.dirname, '..');
  const run = (program: string, ...args: string[]): void => {
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
    execFileSync(program, args, { cwd: directory, env, stdio: 'pipe' });
  };
  if (!existsSync(join(directory, 'node_modules/next'))) run('npm', 'install', '--include=dev');
  run('npm', 'run', 'build', '--prefix', join(directory, '../..'));
  run('npx', 'next', 'build');
}
