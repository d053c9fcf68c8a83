import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import type { DefaultTheme } from 'vitepress';

/** The sidebar: the groups and links of docs/README.md. */
export function groupsOf(root: string): DefaultTheme.SidebarItem[] {
  const index = readFileSync(join(root, 'docs/README.md'), 'utf8');
  return index
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [text = '', ...lines] = section.split('\n');
      const items = lines.flatMap((line) => {
        const [, title, to] = /^- \[([^\]]+)\]\(([^)]+)\)/.exec(line) ?? [];
        return title === undefined || to === undefined ? [] : [{ text: title, link: linkOf(to) }];
      });
      return { text, items };
    });
}

function linkOf(to: string): string {
  const path = normalize(join('/docs', to)).replace(/\.md$/, '');
  return path.replace(/README$/, '');
}
