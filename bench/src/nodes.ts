import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The Node that runs this, and those that AWS Lambda runs, by version. `NODES=20,24` selects. */
export function nodes(): Record<string, string> {
  const local = (name: string) =>
    fileURLToPath(new URL(`../../tools/runtimes/node_modules/${name}/bin/node`, import.meta.url));
  const wanted = process.env['NODES']?.split(',');
  return Object.fromEntries(
    [process.execPath, local('node-22'), local('node-24')]
      .map((binary) => [execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim(), binary])
      .filter(([version]) => wanted?.some((major) => version?.startsWith(`v${major}.`)) ?? true),
  ) as Record<string, string>;
}
