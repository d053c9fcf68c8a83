// Folders and files that are no pages of the site. A link to one leads to the repository.
const folders = ['node_modules', 'test', 'skills', 'tools', '.changeset'];
const files = ['CHANGELOG.md'];

/** The patterns for VitePress. */
export const srcExclude = [
  ...folders.map((folder) => `**/${folder}/**`),
  ...files.map((file) => `**/${file}`),
];

/** Whether a path of the repository is no page of the site. */
export function isLeftOut(path: string): boolean {
  const parts = path.split('/');
  return parts.some((part) => folders.includes(part)) || files.includes(parts.at(-1) ?? '');
}
