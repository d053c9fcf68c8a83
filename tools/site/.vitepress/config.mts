import { defineConfig } from 'vitepress';
import { githubSlug } from './github-slug.mts';
import { groupsOf } from './groups.mts';
import { srcExclude } from './left-out.mts';
import { linksToPages } from './links-to-pages.mts';
import { shownBraces } from './shown-braces.mts';
import { tabs } from './tabs.mts';
import { vueOfSite } from './vue-of-site.mts';

// The site is built from the repository's own pages, where they are: npm run docs.
const root = new URL('../../../', import.meta.url).pathname;

export default defineConfig({
  title: 'meta-capi',
  description: 'Conversions of other systems, sent to Meta’s Conversions API and counted once.',
  srcDir: '../..',
  srcExclude,
  rewrites: (page) => page.replace(/(^|\/)README\.md$/, '$1index.md'),
  outDir: 'dist',
  cacheDir: 'cache',
  cleanUrls: true,
  ignoreDeadLinks: 'localhostLinks',
  markdown: {
    anchor: { slugify: githubSlug },
    config(markdown) {
      shownBraces(markdown);
      tabs(markdown);
      linksToPages(markdown, root);
    },
  },
  vite: { plugins: [vueOfSite()] },
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        detailedView: true,
        // A code such as consent_unknown is one word: otherwise its parts find other pages first.
        miniSearch: { options: { tokenize: (text) => text.match(/[\p{L}\p{N}_]+/gu) ?? [] } },
      },
    },
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
