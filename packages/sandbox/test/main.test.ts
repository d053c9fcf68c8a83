import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);
const main = 'packages/sandbox/src/main.ts';

test('`npm run sandbox` with an option it has not names those it has, in one line', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--conditions=@meta-capi/source', main, '--prot', '5000'],
    { cwd: root, encoding: 'utf8' },
  );
  expect(status).toBe(1);
  expect(stderr).toBe(
    "Unknown option '--prot'. The options are --port, --strict, --record, --replay.\n",
  );
});
