import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../../../tools/chromium.ts';
import { startPixelShop } from '../pixel-shop.ts';

// The first page has the browser render the second in advance, and goes there when it is told to.
const body = `
<script>
  const say = (when) => fetch('/said/' + when + '-' + pixel.isPixelReady());
  if (location.pathname === '/first') {
    const rules = document.createElement('script');
    rules.type = 'speculationrules';
    rules.text = '{"prerender":[{"urls":["/next"],"eagerness":"immediate"}]}';
    document.head.append(rules);
    fetch('/later').then(() => { location.href = '/next'; });
  } else if (document.prerendering) {
    say('in-advance');
    document.addEventListener('prerenderingchange', () => {
      const timer = setInterval(() => {
        if (pixel.isPixelReady()) say('shown', clearInterval(timer));
      }, 20);
    });
  }
</script>`;

describe.skipIf(chromiumPath() === undefined)('a page that is rendered in advance', () => {
  it('is counted when it is shown, not before', async () => {
    const shop = await startPixelShop();
    let goOn = (): void => {};
    shop.later = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    shop.options = { ...shop.options, whenConsentUnknown: 'send' };
    shop.body = body;
    const seen = (): unknown[] => shop.sandbox.events.map(({ event }) => event['event_source_url']);
    const leave = await openChromium(`${shop.url}/first`);
    try {
      await expect.poll(() => shop.said, { timeout: 20_000 }).toEqual(['in-advance-false']);
      await expect.poll(seen).toEqual([`${shop.url}/first`]);

      goOn();
      await expect.poll(seen).toEqual([`${shop.url}/first`, `${shop.url}/next`]);
      await expect.poll(() => shop.said).toEqual(['in-advance-false', 'shown-true']);
    } finally {
      await leave();
      await shop.close();
    }
  });
});

/** Without Playwright, under which Chromium renders nothing in advance. Answers how to close it. */
async function openChromium(url: string): Promise<() => Promise<void>> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  const chromium = spawn(
    chromiumPath() ?? '',
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--no-first-run',
      // Else it renders nothing in advance where memory is short.
      '--disable-features=Prerender2MemoryControls',
      `--user-data-dir=${profile}`,
      url,
    ],
    { stdio: 'ignore', detached: true },
  );
  const ended = new Promise((resolve) => chromium.once('exit', resolve));
  return async () => {
    // The whole group: the path may lead to a script that starts the browser.
    if (chromium.pid !== undefined) process.kill(-chromium.pid);
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
}
