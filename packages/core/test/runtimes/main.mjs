import process from 'node:process';
import { check } from './check.mjs';

const result = await check(JSON.parse(process.argv[2] ?? ''));
process.stdout.write(`${JSON.stringify(result)}\n`);
