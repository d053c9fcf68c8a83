import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { isLeftOut } from './left-out.mts';

/**
 * Leads links to a folder or its README to the page of the folder. A link to another file of the
 * repository leads to `REPOSITORY_URL`; without that it becomes plain text.
 */
export function linksToPages(markdown: MarkdownRenderer, root: string): void {
  markdown.core.ruler.push('links-to-pages', ({ tokens, env }) => {
    const page = (env.realPath ?? env.path) as string | undefined;
    if (page === undefined) return;
    for (const { children } of tokens) {
      for (const [index, token] of (children ?? []).entries()) {
        const href = token.type === 'link_open' ? token.attrGet('href') : null;
        if (href === null || /^(?:[a-z]+:|#|\/)/.test(href)) continue;
        const found = pageOf(href, dirname(page), root);
        if (found !== undefined) token.attrSet('href', found);
        else unlink(children ?? [], index);
      }
    }
  });
}

function pageOf(href: string, folder: string, root: string): string | undefined {
  const [path = '', anchor] = href.split('#');
  const suffix = anchor === undefined ? '' : `#${anchor}`;
  const file = join(folder, path);
  const repository = process.env['REPOSITORY_URL'];
  const ofRepository = repository && `${repository}/blob/main/${relative(root, file)}`;
  if (isLeftOut(relative(root, file))) return ofRepository;
  const isFolder = existsSync(file) && statSync(file).isDirectory();
  if (path.endsWith('README.md')) return `${path.replace(/README\.md$/, 'index.md')}${suffix}`;
  if (isFolder && existsSync(join(file, 'README.md'))) {
    return `${path.replace(/\/?$/, '/')}index.md${suffix}`;
  }
  return path.endsWith('.md') ? href : ofRepository;
}

function unlink(children: { type: string; tag: string; attrs: unknown }[], open: number): void {
  const close = children.findIndex(({ type }, index) => index > open && type === 'link_close');
  for (const index of [open, close]) {
    const token = children[index];
    if (token)
      Object.assign(token, { type: 'text', tag: '', content: '', attrs: null, nesting: 0 });
  }
}
