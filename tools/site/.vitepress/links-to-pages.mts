import { dirname } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { pageOfLink } from './page-of-link.mts';

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
        const found = pageOfLink(href, dirname(page), root, process.env['REPOSITORY_URL']);
        if (found !== undefined) token.attrSet('href', found);
        else unlink(children ?? [], index);
      }
    }
  });
}

function unlink(children: { type: string; tag: string; attrs: unknown }[], open: number): void {
  const close = children.findIndex(({ type }, index) => index > open && type === 'link_close');
  for (const index of [open, close]) {
    const token = children[index];
    if (token)
      Object.assign(token, { type: 'text', tag: '', content: '', attrs: null, nesting: 0 });
  }
}
