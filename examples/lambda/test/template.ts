import { readFile } from 'node:fs/promises';
import { parse, type ScalarTag } from 'yaml';

// CloudFormation's short forms, read as the long ones: !Ref X is { Ref: X }.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
const intrinsics = [
  ['!Ref', 'Ref', 'scalar'],
  ['!GetAtt', 'Fn::GetAtt', 'scalar'],
  ['!Sub', 'Fn::Sub', 'scalar'],
  ['!If', 'Fn::If', 'seq'],
  ['!Equals', 'Fn::Equals', 'seq'],
  ['!Not', 'Fn::Not', 'seq'],
] as const;
const customTags = intrinsics.map(([tag, name, collection]) => ({
  tag,
  ...(collection === 'seq' ? { collection } : {}),
  resolve: (value: { toJSON?: () => unknown } | string) => ({
    [name]: typeof value === 'string' ? value : value.toJSON?.(),
  }),
})) as unknown as ScalarTag[];

interface Resource {
  Type: string;
  Condition?: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Properties: Record<string, unknown>;
}

export interface Template {
  Parameters: Record<
    string,
    { Default?: unknown; AllowedValues?: unknown; AllowedPattern?: string }
  >;
  Conditions: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Condition?: string; Value: unknown }>;
}

export async function readTemplate(
  url: URL = new URL('../template.yaml', import.meta.url),
): Promise<Template> {
  const text = await readFile(url, 'utf8');
  return parse(text, { customTags }) as Template;
}
