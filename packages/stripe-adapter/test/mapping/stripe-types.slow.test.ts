import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'stripe-types-'));
afterAll(() => rm(folder, { recursive: true }));

// The types of old majors declare the module `stripe` wherever they lie, so an alias cannot be
// imported beside the present ones: they are compiled separately.
test('the types of the lowest supported stripe fit', async () => {
  const lowest = join(root, 'node_modules/stripe-lowest/types/index.d.ts');
  const project = join(folder, 'tsconfig.json');
  await writeFile(
    project,
    JSON.stringify({
      extends: join(root, 'tsconfig.test.json'),
      // Only what is ours is judged here.
      compilerOptions: { skipLibCheck: true, typeRoots: [join(root, 'node_modules/@types')] },
      include: [],
      files: [lowest, fileURLToPath(new URL('stripe-types.test-d.ts', import.meta.url))],
    }),
  );
  const tsc = join(root, 'node_modules/.bin/tsc');
  const { stdout } = await promisify(execFile)(tsc, ['-p', project, '--listFilesOnly']);
  expect(stdout).toContain(lowest);
  expect(await output(tsc, ['-p', project])).toBe('');
});

async function output(command: string, parameters: readonly string[]): Promise<string> {
  return promisify(execFile)(command, parameters).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}
