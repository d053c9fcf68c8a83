import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CookieReader,
  c15t,
  klaro,
  vanillaCookieConsent,
} from '@meta-capi/core/consent-tools';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';

/** A real consent tool on a page, and how a visitor answers it. */
export interface ToolPage {
  readonly name: string;
  /** What the server reads the tool's own cookie with. */
  readonly read: CookieReader;
  /** The script of the page: the tool, `followConsent`, and `change`, which changes the answer. */
  readonly script: string;
  readonly accept: (page: Page) => Promise<void>;
  readonly reject: (page: Page) => Promise<void>;
}

const click = (selector: string) => (page: Page) => page.locator(selector).first().click();

export const toolPages: readonly ToolPage[] = [
  {
    name: 'vanilla-cookieconsent 3.1',
    read: vanillaCookieConsent('marketing'),
    script: `
import * as tool from 'vanilla-cookieconsent';
import { vanillaCookieConsent } from '@meta-capi/pixel/consent-tools';
const modal = { title: 'Cookies', acceptAllBtn: 'Accept', acceptNecessaryBtn: 'Reject' };
tool.run({
  hideFromBots: false,
  categories: { necessary: { readOnly: true }, marketing: {} },
  language: { default: 'en', translations: { en: { consentModal: modal, preferencesModal: { sections: [] } } } },
});
window.change = (isGranted) => tool.acceptCategory(isGranted ? 'all' : []);
follow(vanillaCookieConsent('marketing'));`,
    accept: click('#cc-main [data-role=all]'),
    reject: click('#cc-main [data-role=necessary]'),
  },
  {
    name: 'Klaro 0.7',
    read: klaro('metaPixel'),
    script: `
import * as tool from 'klaro/dist/klaro-no-css.js';
import { klaro } from '@meta-capi/pixel/consent-tools';
window.klaro = tool;
tool.setup({ acceptAll: true, services: [{ name: 'metaPixel', title: 'Meta', purposes: ['marketing'] }] });
window.change = (isGranted) => {
  const manager = tool.getManager();
  manager.changeAll(isGranted);
  manager.saveAndApplyConsents();
};
follow(klaro('metaPixel'));`,
    accept: click('.klaro .cm-btn-success'),
    reject: click('.klaro .cn-decline'),
  },
  {
    name: 'c15t 2.2',
    read: c15t(),
    script: `
import { getOrCreateConsentRuntime, policyPackPresets } from 'c15t';
import { c15t } from '@meta-capi/pixel/consent-tools';
const { consentStore } = getOrCreateConsentRuntime({
  mode: 'offline',
  consentCategories: ['necessary', 'marketing'],
  offlinePolicy: { policyPacks: [policyPackPresets.europeOptIn()] },
  overrides: { country: 'DE' },
});
window.change = (isGranted) => consentStore.getState().saveConsents(isGranted ? 'all' : 'necessary');
// c15t is headless: the banner is the site's.
for (const [id, isGranted] of [['accept', true], ['reject', false]]) {
  const button = Object.assign(document.createElement('button'), { id, textContent: id });
  button.addEventListener('click', () => window.change(isGranted));
  document.body.append(button);
}
follow(c15t());`,
    accept: click('#accept'),
    reject: click('#reject'),
  },
];

/** The page's script, bundled with the tool from npm. */
export async function bundled({ script }: ToolPage): Promise<string> {
  const folder = fileURLToPath(new URL('../../../../tools/consent-tools', import.meta.url));
  if (!existsSync(join(folder, 'node_modules'))) {
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: 'ignore' });
  }
  const source = fileURLToPath(new URL('../../src', import.meta.url));
  const { outputFiles } = await build({
    stdin: {
      contents: `import * as pixel from '@meta-capi/pixel';
const answers = [];
const follow = (tool) =>
  pixel.followConsent({ ...tool, onAnswer: ({ answer, source }) => answers.push(source + ': ' + answer) });
Object.assign(window, { pixel, answers });
${script}`,
      resolveDir: folder,
    },
    bundle: true,
    format: 'iife',
    conditions: ['@meta-capi/source'],
    alias: {
      '@meta-capi/pixel': join(source, 'index.ts'),
      '@meta-capi/pixel/consent-tools': join(source, 'consent-tools.ts'),
    },
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
