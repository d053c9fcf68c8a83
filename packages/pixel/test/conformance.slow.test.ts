import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../../../tools/chromium.ts';
import { launchOfflineChromium } from './conformance/browser.ts';
import { type LibraryUnderTest, standIn } from './conformance/library-under-test.ts';
import { observed } from './conformance/situation.ts';
import { situations } from './conformance/situations.ts';
import { openStage } from './conformance/stage.ts';

// The same table with Meta's real library: npm run pixel:conformance.
describe.skipIf(chromiumPath() === undefined)("with the stand-in for Meta's library", () => {
  let browser: Browser;
  let library: LibraryUnderTest;

  beforeAll(async () => {
    library = await standIn();
    browser = await launchOfflineChromium();
  });
  afterAll(() => browser?.close());

  it('covers at least thirty situations, each point of the Pixel among them', () => {
    const names = situations.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(30);
    for (let point = 1; point <= 12; point += 1) {
      expect(names.some((name) => name.startsWith(`${point}: `))).toBe(true);
    }
  });

  // On a busy machine a page may be slower than the wait for it.
  it.each(situations)('$name', { retry: 1 }, async (situation) => {
    expect(await observed(situation, () => openStage(browser, library))).toEqual(
      situation.expected,
    );
  });
});
