import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

export interface Step {
  /** What the comment above the code block says, such as `run in the clone`. */
  label: string;
  code: string;
}

/** The code blocks of a page with a comment above them, in order. */
export function stepsOf(page: string): Step[] {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = text.matchAll(/<!-- (.+) -->\n```\w+\n([\s\S]*?)```/g);
  return Array.from(blocks, ([, label = '', code = '']) => ({ label, code }));
}

/** The files of the app that a page tells the reader to create, by their path in the app. */
export function filesOf(steps: readonly Step[]): Map<string, string> {
  const folder = 'examples/quick-start/';
  const files = steps.filter(({ label }) => label.startsWith(folder));
  return new Map(
    files.map(({ label, code }) => [
      label.slice(folder.length).replace(/^env\.local$/, '.env.local'),
      code,
    ]),
  );
}
