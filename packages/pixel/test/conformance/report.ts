import { isDeepStrictEqual } from 'node:util';
import type { Situation } from './situation.ts';

export interface Row {
  readonly situation: Situation;
  /** In the order of the libraries. */
  readonly seen: readonly unknown[];
}

/** The table as Markdown. */
export function report(libraries: readonly string[], rows: readonly Row[]): string {
  const head = ['Situation', 'Observed', ...libraries];
  const lines = [head, head.map(() => '---'), ...rows.map((row) => cellsOf(row))];
  return `# The Pixel with Meta's real library

Compares the sandbox's simulated Pixel library with Meta's real one. \`npm run pixel:conformance\` writes this page: it runs
each situation in Chromium with the sandbox's library, and with copies of the real \`fbevents.js\` and of a pixel's
configuration. *Observed* is what Meta received and what the page read, as JSON. \`dpo=\` is an event that is explicitly
not limited, \`LDU/1/0\` an event with Limited Data Use, country and state. "yes" means that exactly this was observed.

${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`;
}

function cellsOf({ situation, seen }: Row): string[] {
  const same = seen.map((each) => (isDeepStrictEqual(each, situation.expected) ? 'yes' : '**no**'));
  const subject = situation.subject === 'library' ? 'Meta’s library alone: ' : '';
  return [subject + situation.name, `\`${JSON.stringify(situation.expected)}\``, ...same].map(
    (cell) => cell.replaceAll('|', '\\|'),
  );
}
