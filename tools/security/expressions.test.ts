import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { growth, maxRatio } from './cpu-time.ts';
import { ends, pieces, repeated } from './hostile-text.ts';

// Every regular expression of every package, with text made from its own letters as well: an
// expression that is not linear is found before an ingress uses it.

const root = fileURLToPath(new URL('../../packages/', import.meta.url));
const size = 10_000;

interface Expression {
  readonly literal: string;
  readonly file: string;
}

const expressions = [...collect()];

test('the packages have expressions to try', () => {
  expect(expressions.length).toBeGreaterThan(50);
});

test.each(expressions)('$literal of $file takes linear time', async ({ literal }) => {
  const end = literal.lastIndexOf('/');
  const [source, flags] = [literal.slice(1, end), literal.slice(end + 1)];
  for (const piece of new Set([...pieces, ...lettersOf(source)])) {
    for (const tail of [...ends, '\n']) {
      const { ratio } = await growth(
        () => repeated(piece, size, tail).search(new RegExp(source, flags)),
        () => repeated(piece, size * 10, tail).search(new RegExp(source, flags)),
      );
      expect(ratio, `${JSON.stringify(piece)} repeated`).toBeLessThanOrEqual(maxRatio);
    }
  }
});

/** Pieces that an expression's own text suggests: each of its characters, and runs of its literals. */
function lettersOf(source: string): string[] {
  const plain = source.replace(/\\[dwsDWSpPbB]|[\\^$()[\]{}|?*+]/g, ' ');
  return [...plain.split(/\s+/), ...plain.replaceAll(' ', '').split('')].filter(
    (piece) => piece !== '',
  );
}

function* collect(): Generator<Expression> {
  const seen = new Set<string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = `${entry.parentPath}/${entry.name}`;
    if (!/\/src\/.*[.]tsx?$/.test(path) || path.includes('node_modules')) continue;
    if (path.endsWith('.generated.ts')) continue;
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
      ts.forEachChild(node, visit);
    };
    visit(file);
    for (const literal of found) {
      if (seen.has(literal)) continue;
      seen.add(literal);
      yield { literal, file: path.slice(root.length) };
    }
  }
}
