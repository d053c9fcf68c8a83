import { readFileSync } from 'node:fs';

/** A command of the README and its documented output. */
export interface ReadmeExample {
  /** The whole line, such as `echo '…' | meta-capi hash`. */
  readonly line: string;
  readonly output: string;
}

/** The `console` blocks of the README, in their order. */
export function readmeExamples(): readonly ReadmeExample[] {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  return Array.from(
    text.matchAll(/^```console\n\$ (.+)\n([\s\S]*?)^```$/gm),
    ([, line, output]) => ({
      line: line ?? '',
      output: output ?? '',
    }),
  );
}

/** The text with everything replaced that differs from run to run: times, made-up ids, milliseconds. */
export function shapeOf(text: string): string {
  return text
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+|127\.0\.0\.1:\d+/g, 'ADDRESS')
    .replaceAll(/\b\d\d:\d\d:\d\d\b/g, 'TIME')
    .replaceAll(/\b\d+ (ms|days)\b/g, 'N $1')
    .replaceAll(/(in|sub|pi)_[0-9a-f]{24}\b/g, '$1_ID')
    .replaceAll(/"event_time": \d{10}/g, '"event_time": SECONDS');
}

/** Does the output match the documented one? A last line of `…` stands for any further lines. */
export function expectedShape(documented: string): {
  readonly shape: string;
  readonly isPrefix: boolean;
} {
  const isPrefix = documented.endsWith('…\n');
  return { shape: shapeOf(isPrefix ? documented.slice(0, -2) : documented), isPrefix };
}
