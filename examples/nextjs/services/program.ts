import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

interface Program {
  script: string;
  args?: string[];
  directory: string;
  env?: Record<string, string>;
  /** Answers once the program is up. */
  url: string;
}

/** Runs a Node program until the returned function is called; rejects with what it printed. */
export async function startProgram(program: Program): Promise<() => Promise<void>> {
  const { script, args = [], directory, env = {}, url } = program;
  const child = spawn(process.execPath, [script, ...args], {
    cwd: directory,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const keep = (chunk: Buffer): void => {
    printed = (printed + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, 'exit');
  };
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) break;
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return stop;
    await sleep(100);
  }
  await stop();
  throw new Error(`${script} did not start:\n${printed}`);
}
