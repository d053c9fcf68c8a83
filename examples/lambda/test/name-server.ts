import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A name server that receives every question and answers none. */
export interface DeadNameServer {
  /** Put before a command: this is its only name server. */
  command: readonly string[];
  readonly questions: number;
  close: () => void;
}

/** Linux lets only root give a process its own resolv.conf. */
export const canIsolate: boolean =
  process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;

export async function startDeadNameServer(): Promise<DeadNameServer> {
  // Another address each time, so that two can run at once: port 53 is the only one that a resolv.conf can name.
  const address = `127.9.${randomInt(1, 255)}.${randomInt(1, 255)}`;
  let questions = 0;
  const socket = createSocket('udp4', () => {
    questions += 1;
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(53, address, resolve);
  });
  const resolvConf = join(await mkdtemp(join(tmpdir(), 'names-')), 'resolv.conf');
  await writeFile(resolvConf, `nameserver ${address}\n`);
  const script = `mount --bind ${resolvConf} /etc/resolv.conf && exec "$0" "$@"`;
  return {
    command: ['unshare', '-m', 'sh', '-c', script],
    get questions() {
      return questions;
    },
    close: () => socket.close(),
  };
}
