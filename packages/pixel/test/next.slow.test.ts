import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { chromiumPath, launchChromium } from '../../../tools/chromium.ts';
import pixelPackage from '../package.json' with { type: 'json' };

const folder = await mkdtemp(join(tmpdir(), 'react-lowest-'));
afterAll(() => rm(folder, { recursive: true }));

// examples/nextjs runs on the newest.
describe('<MetaPixel> with the lowest supported React', () => {
  it('which is the one that is tested', () => {
    const { peerDependencies, devDependencies } = pixelPackage;
    expect(peerDependencies.react).toBe('>=17.0.0');
    expect(devDependencies['react-lowest']).toBe('npm:react@17.0.0');
    expect(devDependencies['react-dom-lowest']).toBe('npm:react-dom@17.0.0');
  });

  it('renders nothing on a server, without a React warning', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue();
    const outfile = join(folder, 'server.cjs');
    const server = `import { renderToString } from 'react-dom/server';
      export default renderToString(createElement(StrictMode, null, createElement(MetaPixel, pixel)));`;
    await bundle(server, { outfile, platform: 'node', format: 'cjs' });
    const { default: rendered } = (await import(pathToFileURL(outfile).href)) as {
      default: { default: string };
    };

    expect(rendered.default).toBe('');
    expect(error).not.toHaveBeenCalled();
    error.mockRestore();
  });

  describe.skipIf(chromiumPath() === undefined)('in a real browser', () => {
    it('has started before the effects of the page, which may track', async () => {
      const { calls, said } = await open(
        `import { hydrate } from 'react-dom'; hydrate(page, document.querySelector('div'));`,
      );

      expect(calls?.slice(-3)).toEqual([
        ['init', '1234567890'],
        ['trackSingle', '1234567890', 'PageView'],
        ['track', 'Lead', {}, { eventID: 'lead-1' }],
      ]);
      expect(said).toEqual([]);
    });

    it('obeys a consent that changes', async () => {
      const { calls } = await open(`
        import { render } from 'react-dom';
        for (const consent of ['granted', 'denied']) {
          render(createElement(MetaPixel, { ...pixel, consent }), document.querySelector('div'));
        }`);

      expect(calls?.[0]).toEqual(['consent', 'revoke']);
    });
  });
});

/** The Pixel's calls on a page with this script, and what stands in the console. */
async function open(client: string): Promise<{ calls: unknown[][] | undefined; said: string[] }> {
  const code = await bundle(client, { format: 'iife', write: false });
  const browser = await launchChromium();
  const tab = await browser.newPage();
  const said: string[] = [];
  tab.on('console', (message) => said.push(message.text()));
  tab.on('pageerror', (error) => said.push(error.message));
  await tab.route('**', (route) =>
    new URL(route.request().url()).pathname === '/thank-you'
      ? route.fulfill({
          contentType: 'text/html',
          body: `<!doctype html><link rel="icon" href="data:,"><div><p>Thank you</p></div><script>${code}</script>`,
        })
      : route.fulfill({ contentType: 'text/javascript', body: '' }),
  );
  await tab.goto('https://shop.example.com/thank-you');
  const calls = await tab.evaluate(() =>
    (window as { fbq?: { queue: unknown[][] } }).fbq?.queue.map((call) => Array.from(call)),
  );
  await browser.close();
  return { calls, said: said.filter((line) => !line.includes('React DevTools')) };
}

/** A page in strict mode that tracks in an effect, and what is done with it. */
async function bundle(use: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createElement, StrictMode, useLayoutEffect } from 'react';
        import { trackPixelEvent } from '../src/index.ts';
        import { MetaPixel } from '../src/next.ts';
        function Text() {
          useLayoutEffect(() => { trackPixelEvent('Lead', {}, 'lead-1'); }, []);
          return 'Thank you';
        }
        const pixel = { pixelId: '1234567890', whenConsentUnknown: 'send', libraryUrl: '/library.js' };
        const page = createElement(StrictMode, null,
          createElement('p', null, createElement(MetaPixel, pixel), createElement(Text)));
        ${use}`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    conditions: ['@meta-capi/source'],
    alias: { react: 'react-lowest', 'react-dom': 'react-dom-lowest' },
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'error',
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
}
