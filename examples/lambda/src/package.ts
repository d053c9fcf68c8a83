import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { buildZip } from './zip.ts';

const dist = new URL('../dist/', import.meta.url);
const zip = await buildZip();
await mkdir(dist, { recursive: true });
await writeFile(new URL('cognito-trigger.zip', dist), zip);

const sha256 = createHash('sha256').update(zip).digest('hex');
console.log(`examples/lambda/dist/cognito-trigger.zip: ${zip.length} bytes, SHA-256 ${sha256}`);
