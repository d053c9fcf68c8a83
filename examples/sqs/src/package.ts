import { mkdir, writeFile } from 'node:fs/promises';
import { functions } from './functions.ts';

const dist = new URL('../dist/', import.meta.url);
await mkdir(dist, { recursive: true });
for (const [name, build] of Object.entries(functions)) {
  const zip = await build();
  await writeFile(new URL(`${name}.zip`, dist), zip);
  console.log(`examples/sqs/dist/${name}.zip: ${zip.length} bytes`);
}
