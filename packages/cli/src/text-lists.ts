import type { Problem } from './files/json-records.ts';

/** The parts of files that were not read. */
export function problemLines(problems: readonly Problem[], most: number): readonly string[] {
  if (problems.length === 0) return [];
  return [
    '',
    `Not read (${problems.length}):`,
    ...problems.slice(0, most).map(({ place, message }) => `  ${place}: ${message}`),
    ...moreLine(problems.length, most),
  ];
}

/** What a list that was cut does not show. */
export function moreLine(count: number, most: number): readonly string[] {
  return count <= most ? [] : [`  and ${count - most} more: --all lists them`];
}
