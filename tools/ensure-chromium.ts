import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromiumPath } from './chromium.ts';

/** Installs Debian's Chromium before the slow tests, where it is missing and that is possible. */
export default function ensureChromium(): void {
  if (chromiumPath() !== undefined) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.warn('Browser tests are skipped: install Chromium, or set CHROMIUM to its path.');
    return;
  }
  try {
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.warn(`Browser tests are skipped: apt could not install chromium. ${reason}`);
  }
}

function apt(...args: string[]): void {
  execFileSync('apt-get', args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 240_000,
  });
}
