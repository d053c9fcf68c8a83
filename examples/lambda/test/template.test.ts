import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { createCapiClient } from '@meta-capi/core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { parse, type ScalarTag } from 'yaml';
import { registration } from './registration.ts';
import { unpackedZip } from './unpacked.ts';

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
  Properties: Record<string, unknown>;
}

interface Template {
  Parameters: Record<string, { Default?: unknown; AllowedValues?: unknown }>;
  Conditions: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Condition?: string; Value: unknown }>;
}

let template: Template;

beforeAll(async () => {
  const text = await readFile(new URL('../template.yaml', import.meta.url), 'utf8');
  template = parse(text, { customTags }) as Template;
});

function properties(name: string): Record<string, unknown> {
  return template.Resources[name]?.Properties ?? {};
}

/** Every value in it of this key, at any depth. */
function valuesOf(key: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner] : []),
    ...valuesOf(key, inner),
  ]);
}

test('everything it refers to is there', () => {
  const refs = valuesOf('Ref', template).map(String);
  const attributes = valuesOf('Fn::GetAtt', template).map((value) => String(value).split('.')[0]);
  const substituted = valuesOf('Fn::Sub', template).flatMap((value) =>
    [...String(value).matchAll(/\$\{([^}]+)\}/g)].map(([, name]) => name),
  );
  const names = [...refs, ...attributes, ...substituted].filter(
    (name) => !name?.startsWith('AWS::'),
  );
  const known = [...Object.keys(template.Parameters), ...Object.keys(template.Resources)];
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !known.includes(name ?? ''))).toEqual([]);
});

test('every condition is there, and every parameter is used', () => {
  const used = [
    ...valuesOf('Condition', template.Resources).filter((value) => typeof value === 'string'),
    ...valuesOf('Condition', template.Outputs),
    ...valuesOf('Fn::If', template).map((value) => (value as unknown[])[0]),
  ];
  expect(new Set(used)).toEqual(new Set(Object.keys(template.Conditions)));
  const text = JSON.stringify([template.Resources, template.Conditions]);
  for (const name of Object.keys(template.Parameters)) expect(text).toContain(name);
});

test('the guide names every parameter that has no default', async () => {
  const guide = await readFile(new URL('../../../docs/cognito.md', import.meta.url), 'utf8');
  const asked = Object.entries(template.Parameters).filter(
    ([, { Default }]) => Default === undefined,
  );
  expect(asked.map(([name]) => name).filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

test('Cognito may call the function for this pool of this account alone', () => {
  const existing = { Ref: 'ExistingUserPoolArn' };
  expect(properties('TriggerPermission')).toEqual({
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': 'Trigger.Arn' },
    Principal: 'cognito-idp.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
    SourceArn: { 'Fn::If': ['NewUserPool', { 'Fn::GetAtt': 'UserPool.Arn' }, existing] },
  });
  expect(properties('UserPool')['LambdaConfig']).toEqual({
    PostConfirmation: { 'Fn::GetAtt': 'Trigger.Arn' },
  });
});

describe('the function', () => {
  test('has the time that Cognito gives it, memory for a quick start, and no VPC', () => {
    const { Timeout, MemorySize, Runtime, VpcConfig } = properties('Trigger');
    expect(Timeout).toBe(5);
    expect(MemorySize).toBeGreaterThanOrEqual(256);
    expect(Runtime).toMatch(/^nodejs2[24]\.x$/);
    expect(VpcConfig).toBeUndefined();
  });

  test('is the zip that npm run package makes, and its handler is in it', async () => {
    const { CodeUri, Handler } = properties('Trigger');
    expect(CodeUri).toBe('dist/cognito-trigger.zip');
    expect(Handler).toBe('index.handler');
    const [file, name] = String(Handler).split('.');
    const module = await import(/* @vite-ignore */ join(await unpackedZip(), `${file}.js`));
    expect(module[name ?? '']).toBeTypeOf('function');
  });

  test('reads every variable that the template sets', async () => {
    const code = await readFile(join(await unpackedZip(), 'index.js'), 'utf8');
    const { Environment } = properties('Trigger') as { Environment: { Variables: object } };
    for (const name of Object.keys(Environment.Variables)) expect(code).toContain(name);
  });

  test('may read one parameter, and decrypt with one key through Parameter Store', () => {
    const [policy] = properties('Trigger')['Policies'] as [{ Statement: unknown[] }];
    const [read, decrypt] = policy.Statement;
    expect(read).toMatchObject({
      Action: 'ssm:GetParameter',
      Resource: {
        'Fn::Sub': expect.stringMatching(/:ssm:.*:parameter\$\{AccessTokenParameter\}$/),
      },
    });
    expect(decrypt).toMatchObject({
      'Fn::If': ['OwnKey', { Action: 'kms:Decrypt', Resource: { Ref: 'KeyArn' } }, {}],
    });
    expect(JSON.stringify(policy)).not.toContain('*');
  });
});

test('asks for consent, and for nothing secret', () => {
  expect(template.Parameters['WhenConsentUnknown']).toMatchObject({
    AllowedValues: ['drop', 'send'],
  });
  expect(template.Parameters['WhenConsentUnknown']).not.toHaveProperty('Default');
  const variables = Object.keys(
    (properties('Trigger')['Environment'] as { Variables: object }).Variables,
  );
  expect(variables).not.toContain('META_CAPI_ACCESS_TOKEN');
});

test('logs end, and the alarm counts the lines that failures really write', async () => {
  expect(properties('Log')['RetentionInDays']).toBe(30);
  const filter = properties('Failures');
  const alarm = properties('FailureAlarm');
  const [transformation] = filter['MetricTransformations'] as [Record<string, unknown>];
  expect(filter['LogGroupName']).toEqual({ Ref: 'Log' });
  expect([transformation['MetricNamespace'], transformation['MetricName']]).toEqual([
    alarm['Namespace'],
    alarm['MetricName'],
  ]);
  const term = /^"([\w-]+)"$/.exec(String(filter['FilterPattern']))?.[1] ?? 'no term';
  const lines = await linesOf(() => Promise.reject(new Error('down')));
  expect(lines.filter((line) => line.includes(term))).toHaveLength(1);
  expect(await linesOf(() => Promise.resolve(Response.json({ events_received: 1 })))).toEqual([]);
});

/** What a sign-up writes to the log with this Graph. */
async function linesOf(graph: typeof fetch): Promise<string[]> {
  const lines: string[] = [];
  const error = vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(line));
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'send',
    fetch: graph,
  });
  const handler = createPostConfirmationHandler(capi);
  await handler(registration('jane'), { getRemainingTimeInMillis: () => 5000 });
  error.mockRestore();
  return lines;
}
