// One client process: warms up, runs one scenario once, prints what it took.
import { contender } from 'contender';
import { type Measured, scenarios } from './scenarios.ts';

const [scenario = '', origin = '', size = '0', warmUp = '0'] = process.argv.slice(2);
const make = scenarios[scenario];
if (!make) throw new Error(`no scenario ${scenario}`);
if (Number(warmUp) > 0) await make(contender, origin, Number(warmUp))();
const run = make(contender, origin, Number(size));
process.send?.('warm');
await new Promise((resolve) => process.once('message', resolve));

globalThis.gc?.();
const before = process.memoryUsage.rss();
let peak = before;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 10);
const cpu = process.cpuUsage();
const start = performance.now();
const part = await run();
const wallMs = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
clearInterval(watch);
peak = Math.max(peak, process.memoryUsage.rss());
const measured: Measured = {
  events: 0,
  wallMs,
  cpuMs: (user + system) / 1000,
  peakMiB: (peak - before) / 2 ** 20,
  residentMiB: peak / 2 ** 20,
  ...part,
};
process.send?.(measured, () => process.exit());
