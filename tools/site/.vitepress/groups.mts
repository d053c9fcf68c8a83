import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import type { DefaultTheme } from 'vitepress';

/** The sidebar: the groups and links of docs/README.md. Indented links are below the one before them. */
export function groupsOf(root: string): DefaultTheme.SidebarItem[] {
  const index = readFileSync(join(root, 'docs/README.md'), 'utf8');
  return index
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [text = '', ...lines] = section.split('\n');
      return { text, items: itemsOf(lines) };
    });
}

function itemsOf(lines: readonly string[]): DefaultTheme.SidebarItem[] {
  const items: DefaultTheme.SidebarItem[] = [];
  for (const line of lines) {
    const [, indent, text, to] = /^( *)- \[([^\]]+)\]\(([^)]+)\)/.exec(line) ?? [];
    if (text === undefined || to === undefined) continue;
    const item = { text, link: linkOf(to) };
    const above = items.at(-1);
    if (indent === '' || above === undefined) items.push(item);
    else Object.assign(above, { collapsed: true, items: [...(above.items ?? []), item] });
  }
  return items;
}

function linkOf(to: string): string {
  const path = normalize(join('/docs', to)).replace(/\.md$/, '');
  return path.replace(/README$/, '');
}
