import { runDurability } from './run.ts';

// npm run durability -- 100000 [--store]
const count = process.argv.find((argument) => /^\d+$/.test(argument));
const hasStore = process.argv.includes('--store');
console.table(await runDurability(Number(count ?? 10_000), { hasStore }));
