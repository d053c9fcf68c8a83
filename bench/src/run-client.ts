import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { bundleContender } from './bundle.ts';
import type { Counts, Delay } from './graph-server.ts';
import { instant, type Plan } from './plans.ts';
import type { Measured } from './scenarios.ts';

const authority = fileURLToPath(
  new URL('../../packages/core/test/http/certificates/authority.pem', import.meta.url),
);
export const clientEnvironment = { ...process.env, NODE_EXTRA_CA_CERTS: authority };

export type Run = Measured & Counts;

/** One contender in a fresh process against a fresh server. */
export async function runClient(
  plan: Plan,
  contender: string,
  node: string,
  nodeOptions: readonly string[] = [],
): Promise<Run> {
  const { server, port } = await startServer();
  const setDelay = async (delay: Delay): Promise<Counts> => {
    server.send(delay);
    const [counts] = await once(server, 'message');
    return counts;
  };
  const size = typeof plan.size === 'number' ? plan.size : (plan.size[contender] ?? 0);
  const file = await bundleContender('client', contender);
  const args = [plan.scenario, `https://127.0.0.1:${port}`, String(size), String(plan.warmUp)];
  const client = fork(file, args, {
    env: clientEnvironment,
    execPath: node,
    execArgv: ['--expose-gc', ...nodeOptions],
  });
  try {
    await once(client, 'message');
    await setDelay(plan.delay ?? instant);
    client.send('start');
    const measured = await Promise.race([
      once(client, 'message').then(([message]) => message as Measured),
      once(client, 'exit').then(([code]) => {
        throw new Error(`${contender} ended with ${code} in ${plan.name}`);
      }),
    ]);
    const counts = await setDelay(instant);
    // The open loop sends one event ahead, to be connected.
    const isComplete = counts.events >= measured.events || plan.scenario === 'bytes';
    if (!isComplete) throw new Error(`${contender} sent ${counts.events} of ${measured.events}`);
    // It exits itself, after it has written a profile.
    if (client.exitCode === null) await once(client, 'exit');
    return { ...counts, ...measured };
  } finally {
    client.kill();
    server.disconnect();
  }
}

export async function startServer() {
  const server = fork(new URL('graph-server.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
  });
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  return { server, port };
}
