// A cold process: from nothing to the first event that the server has acknowledged.
import { contender } from 'contender';
import { makePurchase } from './purchase.ts';

const origin = process.argv[2] ?? '';
await contender.connect?.({ origin }).send(makePurchase(1));
const { user, system } = process.cpuUsage();
process.stdout.write(String((user + system) / 1000), () => process.exit());
