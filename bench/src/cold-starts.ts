import { execFileSync } from 'node:child_process';
import { bundleContender } from './bundle.ts';
import { range, round, rounds } from './compare.ts';
import { median } from './median.ts';
import { clientEnvironment, startServer } from './run-client.ts';

/** From an empty process to the first event that the server acknowledged. */
export async function compareColdStarts(node: string): Promise<Record<string, number | string>> {
  const { server, port } = await startServer();
  const files = {
    bare: await bundleContender('bare', 'floor'),
    ours: await bundleContender('cold', 'ours'),
    sdk: await bundleContender('cold', 'sdk'),
    'by hand': await bundleContender('cold', 'by-hand'),
  };
  const times: Record<string, number[]> = {};
  for (let n = 0; n < 7 * rounds(); n += 1) {
    for (const [name, file] of Object.entries(files)) {
      const out = execFileSync(node, [file, `https://127.0.0.1:${port}`], {
        env: clientEnvironment,
      });
      times[name] = [...(times[name] ?? []), Number(out)];
    }
  }
  server.disconnect();
  const above = (name: string): number[] =>
    (times[name] ?? []).map((ms, turn) => ms - (times['bare']?.[turn] ?? 0));
  const middle = (name: string): number => median(above(name));
  return {
    ours: range(above('ours')),
    sdk: range(above('sdk')),
    'by hand': range(above('by hand')),
    'SDK ÷ ours': round(middle('sdk') / middle('ours')),
    'ours ÷ by hand': round(middle('ours') / middle('by hand')),
  };
}
