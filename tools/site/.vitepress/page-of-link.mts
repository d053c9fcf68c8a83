import { existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isLeftOut } from './left-out.mts';

/**
 * What a relative link of a page in `folder` becomes on the site: the link to a page, the address of a
 * file in the repository, or `undefined` for such a file while the repository has no address.
 */
export function pageOfLink(
  href: string,
  folder: string,
  root: string,
  repository?: string,
): string | undefined {
  const [path = '', anchor] = href.split('#');
  const suffix = anchor === undefined ? '' : `#${anchor}`;
  const file = join(folder, path);
  const ofRepository = repository && `${repository}/blob/main/${relative(root, file)}`;
  if (isLeftOut(relative(root, file))) return ofRepository;
  const isFolder = existsSync(file) && statSync(file).isDirectory();
  if (path.endsWith('README.md')) return `${path.replace(/README\.md$/, 'index.md')}${suffix}`;
  if (isFolder && existsSync(join(file, 'README.md'))) {
    return `${path.replace(/\/?$/, '/')}index.md${suffix}`;
  }
  return path.endsWith('.md') ? href : ofRepository;
}
