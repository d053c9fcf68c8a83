import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isLeftOut } from '../site/.vitepress/left-out.mts';
import { pageOfLink } from '../site/.vitepress/page-of-link.mts';
import { describedTypes, optionsPage } from './options-page.ts';
import { anchorsOf, pages, textOf } from './pages.ts';
import { whatIsSentPage } from './what-is-sent-page.ts';

const root = join(import.meta.dirname, '../..');

test.each([
  ['docs/reference/options.md', optionsPage],
  ['docs/reference/what-is-sent.md', whatIsSentPage],
])('%s is what the source says: npm run docs:generate', (page, generate) => {
  expect(textOf(page)).toBe(generate());
});

test('every type of options that a package exports has a table', () => {
  const entries = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /^(?!sandbox|cli)[\w-]+\/src\/(?:[\w-]+|\w+\/index)\.ts$/.test(path))
    .map((path) => readFileSync(join(root, 'packages', path), 'utf8'))
    // The entries that only export.
    .filter((text) => /^export (?:type )?\{/m.test(text) && !/^(?:function|const) /m.test(text));
  const exported = entries.flatMap((text) => text.match(/\b[A-Z]\w*(?:Options|Config)\b/g) ?? []);
  expect(exported.length).toBeGreaterThan(20);
  expect(exported.filter((type) => !describedTypes.has(type) && type !== 'PageOptions')).toEqual(
    [],
  );
});

interface Link {
  to: string;
  file: string;
  anchor: string | undefined;
}

function linksOf(page: string): readonly Link[] {
  const text = textOf(page)
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '');
  const inline = text.matchAll(/\]\(([^)\s]+)\)/g);
  const named = text.matchAll(/^\[[^\]]+\]: (\S+)$/gm);
  return [...inline, ...named]
    .map(([, to = '']) => to)
    .filter((to) => !/^(?:https?|mailto):/.test(to))
    .map((to) => {
      const [path = '', anchor] = to.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      return { to, file, anchor };
    });
}

describe.each(pages.filter((page) => linksOf(page).length > 0))('the links of %s', (page) => {
  test('lead to files and headings that exist', () => {
    const broken = linksOf(page).filter(({ file, anchor }) => {
      if (!existsSync(join(root, file))) return true;
      if (anchor === undefined) return false;
      const target = file.endsWith('.md') ? file : join(file, 'README.md');
      return !existsSync(join(root, target)) || !anchorsOf(textOf(target)).has(anchor);
    });
    expect(broken.map(({ to }) => to)).toEqual([]);
  });
});

describe.each(pages.filter((page) => isOnSite(page)))('on the site, the links of %s', (page) => {
  test.each([undefined, 'https://git.example/meta-capi'])(
    'lead to its pages, with the repository at %s',
    (repository) => {
      const dead = linksOf(page).filter(({ to, file }) => {
        if (to.startsWith('#')) return false;
        const link = pageOfLink(to, join(root, dirname(page)), root, repository);
        if (link === undefined) return repository !== undefined;
        if (link.startsWith('https:')) return link !== `${repository}/blob/main/${file}`;
        const target = normalize(join(dirname(page), link.split('#')[0] ?? ''));
        return !isOnSite(target.replace(/index\.md$/, 'README.md'));
      });
      expect(dead.map(({ to }) => to)).toEqual([]);
    },
  );
});

test('docs/README.md, which is the sidebar, has its six groups and leads to every guide', () => {
  const index = textOf('docs/README.md');
  expect(Array.from(index.matchAll(/^## (.+)$/gm), ([, group]) => group)).toEqual([
    'Start',
    'Guides',
    'Reference',
    'Operate',
    'Extend',
    'Moving',
  ]);
  const linked = new Set(linksOf('docs/README.md').map(({ file }) => file));
  // Steps for the maintainers; CONTRIBUTING.md leads to them.
  const left = ['docs/README.md', 'docs/releasing.md'];
  const guides = pages.filter((page) => page.startsWith('docs/') && !left.includes(page));
  expect(guides.filter((page) => !linked.has(page))).toEqual([]);
});

/** VitePress makes a page of every Markdown file but those left out, and fails for a link to another. */
function isOnSite(path: string): boolean {
  return path.endsWith('.md') && pages.includes(path) && !isLeftOut(path);
}
