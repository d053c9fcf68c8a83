import type { Browser, Page } from 'playwright-core';

export interface OpenedPage {
  readonly page: Page;
  /** What the console held against it. */
  readonly complaints: string[];
}

/** Opens the sandbox's page and waits until it follows. */
export async function openPage(browser: Browser, url: string): Promise<OpenedPage> {
  const page = await (await browser.newContext()).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.getByText('live', { exact: true }).waitFor();
  return { page, complaints };
}
