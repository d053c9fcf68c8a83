import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { buildZip } from '../src/zip.ts';

/** The folder that Lambda would make of the zip. */
export async function unpackedZip(): Promise<string> {
  const taskRoot = await mkdtemp(join(tmpdir(), 'lambda-'));
  for (const [name, bytes] of Object.entries(unzipSync(await buildZip()))) {
    await writeFile(join(taskRoot, name), bytes);
  }
  return taskRoot;
}
