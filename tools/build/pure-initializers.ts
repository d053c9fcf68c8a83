import ts from 'typescript';

/**
 * Marks each constant of a module that calls, constructs or reads something as removable if unused:
 * `const x = /* @__PURE__ *\/ (() => f())()`.
 *
 * `"sideEffects": false` says so of whole files. Bundlers do not apply it to a part of a file, so
 * after files are joined each of their constants needs the mark.
 * https://webpack.js.org/guides/tree-shaking/#mark-a-function-call-as-side-effect-free
 */
export function pureInitializers(code: string): string {
  const file = ts.createSourceFile('module.ts', code, ts.ScriptTarget.ES2022);
  const initializers = file.statements
    .filter((statement) => ts.isVariableStatement(statement))
    .flatMap(({ declarationList }) => declarationList.declarations)
    .flatMap(({ initializer }) =>
      // A program that awaits at its top level, such as a command line, runs on purpose.
      initializer && runsCode(initializer) && !awaits(initializer) ? [initializer] : [],
    );
  // From the last to the first, so that the positions before stay right.
  return initializers.reduceRight((text, initializer) => {
    const [start, end] = [initializer.getStart(file), initializer.end];
    const expression = text.slice(start, end);
    return `${text.slice(0, start)}/* @__PURE__ */ (() => (${expression}))()${text.slice(end)}`;
  }, code);
}

function awaits(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  return ts.isAwaitExpression(node) || (ts.forEachChild(node, awaits) ?? false);
}

/** Whether evaluating the expression may run code: functions in it are not called by that. */
function runsCode(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  return (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isSpreadElement(node) ||
    ts.isSpreadAssignment(node) ||
    ts.isTemplateExpression(node) ||
    (ts.forEachChild(node, runsCode) ?? false)
  );
}
