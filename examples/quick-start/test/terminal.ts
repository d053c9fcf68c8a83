import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

// A shell as a reader has it: without the variables of the test runner.
const { NODE_ENV: _, NODE_OPTIONS: __, VITEST: ___, ...clean } = process.env;
const environment = { ...clean, NEXT_TELEMETRY_DISABLED: '1' };

/** Runs commands in a folder; rejects with what they printed if one fails. */
export async function run(commands: string, cwd: string): Promise<string> {
  const options = { cwd, env: environment, maxBuffer: 64_000_000 };
  const { stdout, stderr } = await promisify(execFile)('sh', ['-ec', commands], options);
  return stdout + stderr;
}

export interface Terminal {
  /** What the command has printed so far. */
  readonly output: () => string;
  readonly close: () => Promise<void>;
}

/** Starts a command that keeps running, and waits until `url` answers. */
export async function start(
  command: string,
  cwd: string,
  url: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Terminal> {
  // A process group, so that npx and what it starts are stopped together.
  const child = spawn('sh', ['-c', command], {
    cwd,
    detached: true,
    env: { ...environment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    await exited;
  };
  for (let tries = 0; tries < 600 && child.exitCode === null; tries += 1) {
    if (await answers(url)) return { output: () => output, close };
    await sleep(100);
  }
  await close();
  throw new Error(`${command.trim()} did not start:\n${output}`);
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

/** Ports that nothing listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const { createServer } = await import('node:net');
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
