import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from '../../../../tools/chromium.ts';

/**
 * A Chromium that reaches no other machine, not even where a request is not intercepted, and that keeps
 * a page which is left, as visitors' browsers do.
 */
export function launchOfflineChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath() ?? '',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND'],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
}
