import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

// A mount namespace gives one process a separate name server. It takes Linux and root.
const canUnshare = spawnSync('sh', ['-c', 'unshare -m true']).status === 0;

// Another process may take the CPU for 50 ms just when a look-up is measured; not three times.
test.skipIf(!canUnshare)(
  'F-40 a dead name server delays no look-up of the host application (needs root for unshare)',
  { retry: 2 },
  async () => {
    const resolvConf = join(mkdtempSync(join(tmpdir(), 'dead-name-server-')), 'resolv.conf');
    writeFileSync(resolvConf, 'nameserver 127.0.0.9\noptions timeout:3 attempts:1\n');
    const child = new URL('dead-name-server-child.ts', import.meta.url).pathname;

    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      `exec unshare -m sh -c 'mount --bind "$0" /etc/resolv.conf && exec "$@"' "$0" "$@"`,
      resolvConf,
      process.execPath,
      '--import',
      'tsx',
      child,
    ]);

    const { questions, slowestLookupMs, results } = JSON.parse(stdout);
    expect(questions).toBeGreaterThan(0);
    expect(slowestLookupMs).toBeLessThan(50);
    expect(results).toHaveLength(75);
    for (const result of results) {
      expect(result).toMatchObject({ kind: 'failure', sent: false });
      expect(result.code).toMatch(/^(timeout|EAI_AGAIN)$/);
      expect(result.ms).toBeLessThan(600);
    }
  },
);
