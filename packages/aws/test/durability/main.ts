import { runDurability } from './run.ts';

// npm run durability -- 100000
console.table(await runDurability(Number(process.argv[2] ?? 10_000)));
