import { readFileSync } from 'node:fs';
import ts from 'typescript';
import type { EntryModules } from './chunks.ts';

/**
 * The entries that are one file, with a copy of each module that they use: those that share little code
 * with other entries, and none that keeps state.
 */
export function copyingEntries(
  modules: ReadonlyMap<string, EntryModules>,
  main: string | undefined,
): readonly string[] {
  const entries = [...modules.keys()];
  return entries.filter((entry) => {
    if (entry === main) return false;
    const shared = Array.from(modules.get(entry) ?? []).filter(([id]) =>
      entries.some((other) => other !== entry && modules.get(other)?.has(id)),
    );
    const length = shared.reduce((sum, [, each]) => sum + each, 0);
    return length <= mostCopied && !shared.some(([id]) => keepsState(readFileSync(id, 'utf8')));
  });
}

/** Characters. */
const mostCopied = 8_000;

/**
 * Whether two copies of a TypeScript module could differ from one: it has a variable, a class, which
 * `instanceof` compares, or a collection that is empty at first or not declared as read-only.
 */
export function keepsState(code: string): boolean {
  const file = ts.createSourceFile('module.ts', code, ts.ScriptTarget.ES2022);
  return file.statements.some(
    (statement) =>
      ts.isClassDeclaration(statement) ||
      (ts.isVariableStatement(statement) &&
        (!(statement.declarationList.flags & ts.NodeFlags.Const) ||
          statement.declarationList.declarations.some(
            ({ type, initializer }) =>
              !type?.getText(file).startsWith('Readonly') &&
              /^new |^\[\]$|^\{\}$/.test(initializer?.getText(file) ?? ''),
          ))),
  );
}
