import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

// Reads from the source which codes a user can see: the reference page must explain each of them.

const root = join(import.meta.dirname, '../..');

/** The published packages whose results, reports and responses a user reads. */
const packages = ['core', 'stripe-adapter', 'cognito-trigger', 'activecampaign-adapter', 'aws'];

const files = packages.flatMap(sourcesOf);

function sourcesOf(name: string): readonly ts.SourceFile[] {
  return readdirSync(join(root, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('.generated.'))
    .map((path) => `packages/${name}/src/${path}`)
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    });
}

/** Every code of an issue or a warning, with the places that create it. */
export function issueCodes(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const node of nodesOf(ts.isObjectLiteralExpression)) {
    const code = propertyOf(node, 'code');
    const isIssue = ['message', 'problem'].some((name) => propertyOf(node, name) !== undefined);
    if (code === undefined || !isIssue) continue;
    for (const text of textsOf(code)) found.set(text, [...(found.get(text) ?? []), placeOf(node)]);
  }
  return found;
}

/** What a refused request is answered with: the status, and the fixed parts of the reported text. */
export function refusals(): readonly { status: string; texts: readonly string[]; place: string }[] {
  return nodesOf(ts.isNewExpression)
    .filter(({ expression }) => expression.getText() === 'WebhookError')
    .flatMap((node) => {
      const [status, message] = node.arguments ?? [];
      if (status === undefined || !ts.isNumericLiteral(status) || message === undefined) return [];
      return [{ status: status.text, texts: fixedParts(message), place: placeOf(node) }];
    });
}

/** The subcodes that the table of Graph errors names. */
export function graphSubcodes(): readonly string[] {
  return nodesOf(ts.isPropertyAssignment)
    .filter((node) => node.getSourceFile().fileName.endsWith('graph/graph-errors.ts'))
    .filter(
      ({ name, initializer }) => name.getText() === 'subcode' && ts.isNumericLiteral(initializer),
    )
    .map(({ initializer }) => initializer.getText());
}

/** What the Pixel half writes to the console, with … for each value. */
export function pixelMessages(): readonly string[] {
  const calls = sourcesOf('pixel').flatMap((file) => descendants(file, ts.isCallExpression));
  return calls
    .filter(({ expression }) => ['warn', 'warnNotTracked'].includes(expression.getText()))
    .flatMap(({ expression, arguments: [text] }) => {
      if (expression.getText() === 'warnNotTracked') return ['… not tracked: ….'];
      if (text === undefined) return [];
      if (ts.isStringLiteralLike(text)) return [text.text];
      if (ts.isIdentifier(text)) return textsReturnedTo(text);
      if (!ts.isTemplateExpression(text)) throw new Error(`${placeOf(text)}: not a text.`);
      const { head, templateSpans } = text;
      return [[head.text, ...templateSpans.map(({ literal }) => literal.text)].join('…')];
    });
}

/** The sentences in the function of the same file whose result the variable holds. */
function textsReturnedTo(variable: ts.Identifier): readonly string[] {
  const file = variable.getSourceFile();
  const value = descendants(file, ts.isVariableDeclaration).find(
    ({ name }) => name.getText() === variable.text,
  )?.initializer;
  const called = value && ts.isCallExpression(value) ? value.expression.getText() : undefined;
  const source = descendants(file, ts.isFunctionDeclaration).find(
    ({ name }) => name?.text === called,
  );
  if (source === undefined) throw new Error(`${placeOf(variable)}: not a text.`);
  return descendants(source, ts.isStringLiteralLike)
    .map(({ text }) => text)
    .filter((text) => text.includes(' '));
}

/**
 * The texts that an expression can have. Throws for an expression that it cannot read, so that no
 * code is left out unnoticed.
 */
function textsOf(expression: ts.Expression): readonly string[] {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isConditionalExpression(expression)) {
    return [...textsOf(expression.whenTrue), ...textsOf(expression.whenFalse)];
  }
  if (ts.isTemplateExpression(expression)) return templateTexts(expression);
  if (ts.isIdentifier(expression)) return identifierTexts(expression);
  // `knownNames = { code: true }` is a list of names; `other.code` is read from an issue.
  if (expression.kind === ts.SyntaxKind.TrueKeyword) return [];
  if (ts.isPropertyAccessExpression(expression) && expression.name.text === 'code') return [];
  throw new Error(`${placeOf(expression)}: cannot read the code ${expression.getText()}.`);
}

function identifierTexts(identifier: ts.Identifier): readonly string[] {
  const declaration = declarationOf(identifier);
  if (declaration === undefined) {
    throw new Error(`${placeOf(identifier)}: ${identifier.text} is not declared in this file.`);
  }
  // Taken out of another object, which is itself one of those that are searched.
  if (ts.isBindingElement(declaration)) return [];
  if (ts.isVariableDeclaration(declaration)) {
    // The variable of a loop can be anything.
    return declaration.initializer === undefined ? ['*'] : textsOf(declaration.initializer);
  }
  // A skip reason with an issue: skip-reason.ts is a table, which the test reads as such.
  if (declaration.type?.getText() === 'ReasonWithIssue') return [];
  const literals = typeTexts(declaration.type);
  return literals.length > 0 ? literals : argumentTexts(declaration);
}

/** What is passed for a parameter, in every call of its function. */
function argumentTexts(parameter: ts.ParameterDeclaration): readonly string[] {
  const owner = parameter.parent;
  const index = owner.parameters.indexOf(parameter);
  const name = ts.isArrowFunction(owner)
    ? (owner.parent as ts.VariableDeclaration).name.getText()
    : owner.name?.getText();
  const inFile = ts.isArrowFunction(owner) ? owner.getSourceFile() : undefined;
  return nodesOf(ts.isCallExpression)
    .filter((call) => call.expression.getText() === name)
    .filter((call) => inFile === undefined || call.getSourceFile() === inFile)
    .flatMap(({ arguments: given }) => (given[index] === undefined ? [] : textsOf(given[index])));
}

/** `missing_${key}` for every text of `key`. */
function templateTexts({ head, templateSpans }: ts.TemplateExpression): readonly string[] {
  let texts: readonly string[] = [head.text];
  for (const { expression, literal } of templateSpans) {
    const parts = textsOf(expression);
    texts = texts.flatMap((text) => parts.map((part) => text + part + literal.text));
  }
  return texts;
}

/** The members of a union of texts. */
function typeTexts(type: ts.TypeNode | undefined): readonly string[] {
  if (type === undefined) return [];
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(typeTexts);
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : [];
}

type Declaration = ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement;

/** The nearest declaration of a name: in a function around it, else in its file. */
function declarationOf(identifier: ts.Identifier): Declaration | undefined {
  for (let scope: ts.Node = identifier.parent; scope !== undefined; scope = scope.parent) {
    const found = descendants(scope, isDeclaration).find(
      ({ name }) => ts.isIdentifier(name) && name.text === identifier.text,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function isDeclaration(node: ts.Node): node is Declaration {
  return ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
}

/** The fixed parts of a message that are long enough to be searched for. */
function fixedParts(expression: ts.Expression): readonly string[] {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isTemplateExpression(expression)) {
    const { head, templateSpans } = expression;
    return [head.text, ...templateSpans.map(({ literal }) => literal.text)]
      .map((text) => text.trim())
      .filter((text) => text.length >= 12);
  }
  if (ts.isIdentifier(expression)) {
    const declaration = declarationOf(expression);
    const value = declaration !== undefined && ts.isVariableDeclaration(declaration);
    return value && declaration.initializer !== undefined
      ? fixedParts(declaration.initializer)
      : [];
  }
  return [];
}

function propertyOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of node.properties) {
    if (property.name?.getText() !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

function nodesOf<Node extends ts.Node>(is: (node: ts.Node) => node is Node): readonly Node[] {
  return files.flatMap((file) => descendants(file, is));
}

function descendants<Node extends ts.Node>(
  node: ts.Node,
  is: (node: ts.Node) => node is Node,
): Node[] {
  const found: Node[] = is(node) ? [node] : [];
  ts.forEachChild(node, (child) => {
    found.push(...descendants(child, is));
  });
  return found;
}
