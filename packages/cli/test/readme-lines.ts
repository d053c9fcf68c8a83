import { readFileSync } from 'node:fs';

/** The lines of the README that begin so. */
export function readmeLines(start: string): readonly string[] {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line.startsWith(start));
}
