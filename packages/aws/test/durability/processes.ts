import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findCanary } from '../canaries.ts';
import type { Evidence } from './evidence.ts';

/** Starts processes, reads their reports, and kills them. */
export interface Processes {
  start(script: string, args: readonly string[]): ChildProcess;
  /** Kills the process unless it has ended. Resolves after its last line was read. */
  kill(child: ChildProcess): Promise<boolean>;
  ended(child: ChildProcess): Promise<void>;
  /** Lines of standard error that contain a raw personal value or the token. */
  readonly leaks: readonly string[];
}

export function createProcesses(evidence: Evidence): Processes {
  const leaks: string[] = [];
  let serial = 0;
  const numberOf = new WeakMap<ChildProcess, number>();
  const read = new WeakMap<ChildProcess, Promise<unknown>>();

  async function ended(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await read.get(child);
  }

  return {
    leaks,
    ended,
    start(script, args) {
      const path = fileURLToPath(new URL(script, import.meta.url));
      const options = ['--conditions=@meta-capi/source', '--import', import.meta.resolve('tsx')];
      const child = spawn(process.execPath, [...options, path, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      serial += 1;
      const number = serial;
      numberOf.set(child, number);
      const out = createInterface({ input: child.stdout });
      const err = createInterface({ input: child.stderr });
      out.on('line', (line) => evidence.read(line, number));
      err.on('line', (line) => {
        if (findCanary(line) !== undefined) leaks.push(line);
      });
      read.set(child, Promise.all([once(out, 'close'), once(err, 'close')]));
      return child;
    },
    async kill(child) {
      const wasAlive = child.exitCode === null && child.signalCode === null;
      if (wasAlive) child.kill('SIGKILL');
      await ended(child);
      if (wasAlive) evidence.killed(numberOf.get(child) ?? 0);
      return wasAlive;
    },
  };
}

export async function until(condition: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!condition() && performance.now() < deadline) await sleep(200);
}
