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
 * `instanceof` compares, or a constant that may be changed or unique. That is each `new`, each empty list or
 * object and the result of each function that is called by its name, except in functions, which run later.
 */
export function keepsState(code: string): boolean {
  const file = ts.createSourceFile('module.ts', code, ts.ScriptTarget.ES2022);
  return file.statements.some((statement) => {
    if (ts.isClassDeclaration(statement)) return true;
    if (!ts.isVariableStatement(statement)) return false;
    const { flags, declarations } = statement.declarationList;
    return !(flags & ts.NodeFlags.Const) || declarations.some((each) => isState(each, file));
  });
}

function isState({ type, initializer }: ts.VariableDeclaration, file: ts.SourceFile): boolean {
  if (initializer === undefined) return false;
  const isReadonlyNew =
    ts.isNewExpression(initializer) && type?.getText(file).startsWith('Readonly') === true;
  return isReadonlyNew ? (initializer.arguments ?? []).some(makesState) : makesState(initializer);
}

function makesState(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return false;
  const isEmpty =
    (ts.isArrayLiteralExpression(node) && node.elements.length === 0) ||
    (ts.isObjectLiteralExpression(node) && node.properties.length === 0);
  const isCall = ts.isCallExpression(node) && ts.isIdentifier(node.expression);
  return (
    ts.isNewExpression(node) || isEmpty || isCall || ts.forEachChild(node, makesState) === true
  );
}
