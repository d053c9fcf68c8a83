// npm run pack-release -- DIR: builds and packs every package into DIR, with the software bill of materials and
// the SHA-256 of each file. The same sources make the same files.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const packages: readonly string[] = readdirSync(join(root, 'packages'));

function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', maxBuffer: 64_000_000 });
}

/** Builds each package into an empty `dist`, without a cache, and packs it; returns the names of the files. */
export function packInto(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const before = new Set(readdirSync(folder));
  npm(root, 'exec', '--', 'turbo', 'run', 'build', '--force', '--output-logs=errors-only');
  const workspaces = packages.map((name) => `--workspace=packages/${name}`);
  npm(root, 'pack', '--silent', ...workspaces, `--pack-destination=${resolve(folder)}`);
  return readdirSync(folder).filter((file) => file.endsWith('.tgz') && !before.has(file));
}

/** What an adopter installs with these files, as CycloneDX. */
// https://docs.npmjs.com/cli/v11/commands/npm-sbom
export function sbomOf(files: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'meta-capi-sbom-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"name":"meta-capi","version":"0.0.0"}');
    npm(folder, 'install', '--silent', '--ignore-scripts', '--no-audit', ...files);
    return npm(folder, 'sbom', '--sbom-format=cyclonedx', '--sbom-type=library');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? 'release');
  const files = packInto(folder);
  writeFileSync(join(folder, 'sbom.cdx.json'), sbomOf(files.map((file) => join(folder, file))));
  for (const file of [...files, 'sbom.cdx.json']) {
    const sha256 = createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
    console.log(`${sha256}  ${file}`);
  }
}
