import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test, vi } from 'vitest';
import { growth, maxRatio } from './cpu-time.ts';
import { ends, pieces, repeated } from './hostile-text.ts';

// Every regular expression of every package, with text made from its own letters as well: an
// expression that is not linear is found before an ingress uses it. Expressions that code creates
// with `new RegExp` are recorded while that code runs.

const root = fileURLToPath(new URL('../../packages/', import.meta.url));
const size = 10_000;

interface Expression {
  readonly source: string;
  readonly flags: string;
  readonly file: string;
}

/** Runs the code that creates expressions, in each file that has `new RegExp`. */
const creators: Readonly<Record<string, () => Promise<unknown>>> = {
  'core/src/cookies/cookie-header.ts': async () => {
    const { rawCookieValues } = await import('../../packages/core/src/cookies/cookie-header.ts');
    rawCookieValues('', 'meta_consent|meta_consent_refused');
  },
  'core/src/normalize/numbering-plan.ts': async () => {
    const { withoutExitPrefix } = await import(
      '../../packages/core/src/normalize/numbering-plan.ts'
    );
    for (const country of codes) withoutExitPrefix('01149301234567', country);
  },
  'sandbox/src/http/redaction.ts': () => import('../../packages/sandbox/src/http/redaction.ts'),
};
const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
const codes = letters.flatMap((first) => letters.map((second) => first + second));

const files = [...sourceFiles()];
const expressions = [...literals(), ...(await created())];

test('the packages have expressions to try', () => {
  expect(expressions.length).toBeGreaterThan(50);
});

test('every file that creates an expression is listed with code that runs it', () => {
  const withNew = files.filter(({ file }) => nodesOf(file, isCreated).length > 0);
  expect(withNew.map(({ name }) => name)).toEqual(Object.keys(creators));
  for (const name of Object.keys(creators)) {
    expect(expressions.map(({ file }) => file)).toContain(`${name}, created`);
  }
});

test.each(expressions)('/$source/$flags of $file takes linear time', async ({ source, flags }) => {
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

function* literals(): Generator<Expression> {
  const seen = new Set<string>();
  for (const { name, file } of files) {
    for (const { text } of nodesOf(file, ts.isRegularExpressionLiteral)) {
      if (seen.has(text)) continue;
      seen.add(text);
      const end = text.lastIndexOf('/');
      yield { source: text.slice(1, end), flags: text.slice(end + 1), file: name };
    }
  }
}

async function created(): Promise<readonly Expression[]> {
  const found: Expression[] = [];
  for (const [name, run] of Object.entries(creators)) {
    vi.stubGlobal(
      'RegExp',
      new Proxy(RegExp, {
        construct(target, [pattern, givenFlags]: [string | RegExp, string?]) {
          const expression = new target(pattern, givenFlags);
          const { source, flags } = expression;
          if (!found.some((other) => other.source === source)) {
            found.push({ source, flags, file: `${name}, created` });
          }
          return expression;
        },
      }),
    );
    await run().finally(() => vi.unstubAllGlobals());
  }
  return found;
}

function* sourceFiles(): Generator<{ name: string; file: ts.SourceFile }> {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = `${entry.parentPath}/${entry.name}`;
    if (!/\/src\/.*[.]tsx?$/.test(path) || path.includes('node_modules')) continue;
    if (path.endsWith('.generated.ts')) continue;
    const text = readFileSync(path, 'utf8');
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
    yield { name: path.slice(root.length), file };
  }
}

function nodesOf<Wanted extends ts.Node>(
  file: ts.SourceFile,
  isWanted: (node: ts.Node) => node is Wanted,
): Wanted[] {
  const found: Wanted[] = [];
  const visit = (node: ts.Node): void => {
    if (isWanted(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isCreated(node: ts.Node): node is ts.NewExpression {
  return (
    ts.isNewExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'RegExp'
  );
}
