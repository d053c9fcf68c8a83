import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Every page in the repository, as paths from its root. */
export const pages: readonly string[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.md', 'llms.txt'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

export function textOf(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

/** Puts the files that pages name above a fence into the fence. */
export function embedSnippets(): void {
  for (const page of pages) {
    const text = textOf(page);
    const embedded = text.replace(
      /<!-- (\S+\.[cm]?[jt]sx?) -->\n```(\w+)\n[\s\S]*?```/g,
      (fence, file: string, language: string) =>
        existsSync(join(root, file))
          ? `<!-- ${file} -->\n\`\`\`${language}\n${textOf(file)}\`\`\``
          : fence,
    );
    if (embedded !== text) writeFileSync(join(root, page), embedded);
  }
}

/** The names that a link may have behind `#`: GitHub's, of each heading, and explicit anchors. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const outsideFences = text.replace(/^```[\s\S]*?^```/gm, '');
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ''] of outsideFences.matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = slugOf(heading);
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  for (const [, id = ''] of outsideFences.matchAll(/<a id="([^"]+)">/g)) anchors.add(id);
  return anchors;
}

/** GitHub's rule: lower case, no punctuation, hyphens for spaces. The site uses the same one. */
function slugOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}
