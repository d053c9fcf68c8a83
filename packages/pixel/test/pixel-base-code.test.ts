import { readFile } from 'node:fs/promises';
import { runInThisContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { baseCode } from '../../../tools/browser-scripts.ts';
import { initPixel } from '../src/init-pixel.ts';
import { pixelBaseCode } from '../src/pixel-base-code.ts';
import { fakePage } from './fake-page.ts';

const options = { pixelId: '1234567890', whenConsentUnknown: 'drop' } as const;

afterEach(() => vi.unstubAllGlobals());

describe('pixelBaseCode', () => {
  it('is up to date with initPixel; `npm run browser-scripts` builds it', async () => {
    expect(await readFile(baseCode.file, 'utf8')).toBe(await baseCode.source());
  });

  it.each(['granted', 'denied'])('does the same as initPixel: %s', (consent) => {
    const viaBundle = fakePage({ cookie: `meta_consent=${consent}` });
    initPixel(options);
    const inline = fakePage({ cookie: `meta_consent=${consent}` });
    runInThisContext(pixelBaseCode(options));

    expect(inline.calls()).toEqual(viaBundle.calls());
    expect(inline.scripts.map(({ src }) => src)).toEqual(viaBundle.scripts.map(({ src }) => src));
  });

  it('shares its Pixel with the bundle on the same page', () => {
    const page = fakePage({ cookie: 'meta_consent=granted' });
    runInThisContext(pixelBaseCode(options));
    const before = page.calls().length;

    expect(initPixel(options)).toBe(true);
    expect(page.calls()).toHaveLength(before);
  });

  it('stays inside its script element, whatever the options hold', () => {
    const external_id = '</script><!--<script>$& $1 __PIXEL_OPTIONS__ \u2028';
    const page = fakePage({ cookie: 'meta_consent=granted' });
    const code = pixelBaseCode({ ...options, advancedMatching: { external_id } });
    runInThisContext(code);

    expect(code).not.toMatch(/<[!/]/);
    expect(page.calls()).toContainEqual(['init', options.pixelId, { external_id }]);
  });
});
