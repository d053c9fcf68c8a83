import { readFile } from 'node:fs/promises';
import { parseDocument, type ScalarTag, visit } from 'yaml';

/** A SAM template; the short forms of CloudFormation's functions are read as the long ones. */
export interface SamTemplate {
  readonly Globals?: { readonly Function?: Properties };
  readonly Parameters: Readonly<Record<string, Parameter>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<
    Record<string, { readonly Condition?: string; readonly Value: unknown }>
  >;
}

type Properties = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly AllowedPattern?: string;
  readonly AllowedValues?: unknown;
  readonly Default?: unknown;
  readonly NoEcho?: boolean;
}

interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: Properties;
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
const functions = [
  ['!Ref', 'Ref', 'scalar'],
  ['!GetAtt', 'Fn::GetAtt', 'scalar'],
  ['!Sub', 'Fn::Sub', 'scalar'],
  ['!If', 'Fn::If', 'seq'],
  ['!Equals', 'Fn::Equals', 'seq'],
  ['!Not', 'Fn::Not', 'seq'],
] as const;
const customTags = functions.map(([tag, name, collection]) => ({
  tag,
  ...(collection === 'seq' ? { collection } : {}),
  resolve: (value: { toJSON?: () => unknown } | string) => ({
    [name]: typeof value === 'string' ? value : value.toJSON?.(),
  }),
})) as unknown as ScalarTag[];

export async function readSamTemplate(url: URL): Promise<SamTemplate> {
  return parseSamTemplate(await readFile(url, 'utf8'));
}

/** @throws Error for invalid YAML, an unknown tag, or an alias, which CloudFormation rejects */
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
export function parseSamTemplate(text: string): SamTemplate {
  const document = parseDocument(text, { customTags });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw new Error(problem.message);
  visit(document, {
    Alias(_, { source }) {
      throw new Error(`CloudFormation rejects the YAML alias *${source}.`);
    },
  });
  return { Conditions: {}, Outputs: {}, ...document.toJS() } as SamTemplate;
}

/** Names that the template uses without a definition, and parameters and conditions that it never uses. */
export function namesToFix(template: SamTemplate): readonly string[] {
  const { Conditions, Outputs, Parameters, Resources } = template;
  const used = new Set(namesIn([template.Globals, Resources, Conditions, Outputs]));
  const conditions = new Set(conditionsIn([Resources, Outputs, Conditions]));
  const defined = new Set([...Object.keys(Parameters), ...resourceNames(template)]);
  return [
    ...[...used].filter((name) => !name.startsWith('AWS::') && !defined.has(name)),
    ...[...conditions].filter((name) => !Object.hasOwn(Conditions, name)),
    ...Object.keys(Parameters).filter((name) => !used.has(name)),
    ...Object.keys(Conditions).filter((name) => !conditions.has(name)),
  ];
}

/** Every value of this key, at any depth. */
export function valuesOf(key: string, value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => [
    ...(name === key ? [inner] : []),
    ...valuesOf(key, inner),
  ]);
}

/** What the template refers to with Ref, GetAtt and Sub. */
function namesIn(value: unknown): readonly string[] {
  return [
    ...valuesOf('Ref', value).map(String),
    ...valuesOf('Fn::GetAtt', value).map((attribute) => String(attribute).replace(/\..*$/, '')),
    ...valuesOf('Fn::Sub', value).flatMap((text) =>
      [...String(text).matchAll(/\$\{([^}.]+)/g)].map(([, name = '']) => name),
    ),
  ];
}

function conditionsIn(value: unknown): readonly string[] {
  // A policy has objects under this key.
  const keys = valuesOf('Condition', value).filter((name) => typeof name === 'string');
  const choices = valuesOf('Fn::If', value).map((choice) => String((choice as unknown[])[0]));
  return [...keys, ...choices];
}

/** Also the function URLs, which SAM names after their function. */
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
function resourceNames({ Resources }: SamTemplate): readonly string[] {
  return Object.entries(Resources).flatMap(([name, { Properties: properties }]) => [
    name,
    ...('FunctionUrlConfig' in properties ? [`${name}Url`] : []),
  ]);
}
