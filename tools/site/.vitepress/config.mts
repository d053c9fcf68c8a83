import { defineConfig } from 'vitepress';
import { groupsOf } from './groups.mts';
import { githubSlug } from './github-slug.mts';
import { linksToPages } from './links-to-pages.mts';
import { tabs } from './tabs.mts';

// The site is built from the repository's own pages, where they are: npm run docs.
const root = new URL('../../../', import.meta.url).pathname;

export default defineConfig({
  title: 'meta-capi',
  description: 'Conversions of other systems, sent to Meta’s Conversions API and counted once.',
  srcDir: '../..',
  srcExclude: ['**/node_modules/**', '**/test/**', 'skills/**', 'tools/**', '**/CHANGELOG.md', '.changeset/**'],
  rewrites: (page) => page.replace(/(^|\/)README\.md$/, '$1index.md'),
  outDir: 'dist',
  cacheDir: 'cache',
  cleanUrls: true,
  markdown: {
    anchor: { slugify: githubSlug },
    config(markdown) {
      tabs(markdown);
      linksToPages(markdown, root);
    },
  },
  // The pages contain no expressions of Vue, but some show {{…}}.
  vue: { template: { compilerOptions: { delimiters: ['\u0001', '\u0002'] } } },
  themeConfig: {
    search: { provider: 'local', options: { detailedView: true } },
    outline: [2, 3],
    nav: [
      { text: 'Quick start', link: '/docs/quick-start' },
      { text: 'Codes', link: '/docs/reference/codes' },
      { text: 'Runbook', link: '/docs/meta-account-runbook' },
      { text: 'Troubleshooting', link: '/docs/troubleshooting' },
    ],
    sidebar: groupsOf(root),
  },
});
