import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A name server that hears every question and answers none. */
export interface DeadNameServer {
  /** Put before a command: this is its only name server. */
  command: readonly string[];
  readonly questions: number;
  close: () => void;
}

/** On Linux, only root can give a process its own resolv.conf. */
export const canIsolate: boolean =
  process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;

export async function startDeadNameServer(): Promise<DeadNameServer> {
  // A separate address for each, so that two can run at once: a resolv.conf cannot name a port.
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
