import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { namesToFix, readSamTemplate, type SamTemplate } from '@meta-capi/stand-ins/sam-template';
import { beforeAll, describe, expect, test } from 'vitest';
import { unpackedZip } from './unpacked.ts';

let template: SamTemplate;

beforeAll(async () => {
  template = await readSamTemplate(new URL('../template.yaml', import.meta.url));
});

function properties(name: string): Record<string, unknown> {
  return template.Resources[name]?.Properties ?? {};
}

test('every name is defined, and every parameter and condition is used', () => {
  expect(namesToFix(template)).toEqual([]);
});

test('the guide names every parameter that has no default', async () => {
  const guide = await readFile(new URL('../../../docs/cognito.md', import.meta.url), 'utf8');
  const asked = Object.entries(template.Parameters).filter(
    ([, { Default }]) => Default === undefined,
  );
  expect(asked.map(([name]) => name).filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

test('Cognito may call the function for one pool of this account alone', () => {
  const permission = {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': 'Trigger.Arn' },
    Principal: 'cognito-idp.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
  };
  expect(template.Resources['TriggerPermission']).toMatchObject({
    Condition: 'ExistingUserPool',
    Properties: { ...permission, SourceArn: { Ref: 'ExistingUserPoolArn' } },
  });
  expect(template.Resources['TrialTriggerPermission']).toMatchObject({
    Condition: 'NewUserPool',
    Properties: { ...permission, SourceArn: { 'Fn::GetAtt': 'UserPool.Arn' } },
  });
  expect(template.Conditions['ExistingUserPool']).toEqual({
    'Fn::Not': [template.Conditions['NewUserPool']],
  });
  expect(properties('UserPool')['LambdaConfig']).toEqual({
    PostConfirmation: { 'Fn::GetAtt': 'Trigger.Arn' },
  });
});

test('what only the trial makes is retained when an existing pool is set later', () => {
  const trial = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === 'NewUserPool',
  );
  expect(trial.map(([name]) => name)).toEqual([
    'UserPool',
    'UserPoolClient',
    'TrialTriggerPermission',
  ]);
  for (const [, resource] of trial) {
    expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  }
});

describe('the layer', () => {
  const arn =
    'arn:aws:lambda:eu-west-1:015030872274:layer:AWS-Parameters-and-Secrets-Lambda-Extension';

  test('is of the function’s architecture', () => {
    expect(properties('Trigger')['Architectures']).toEqual(['arm64']);
    const pattern = new RegExp(template.Parameters['ParametersExtensionArn']?.AllowedPattern ?? '');
    expect(pattern.test(`${arn}-Arm64:12`)).toBe(true);
    expect(pattern.test(`${arn.replace('arn:aws:', 'arn:aws-cn:')}-Arm64:12`)).toBe(true);
    expect(pattern.test(`${arn}:12`)).toBe(false);
    expect(pattern.test(`${arn}-Arm64`)).toBe(false);
  });
});

test('the trial pool has every attribute that the guide recommends', async () => {
  const guide = await readFile(new URL('../../../docs/cognito.md', import.meta.url), 'utf8');
  const recommended = new Set(guide.match(/(?<=custom:)meta_\w+/g));
  const schema = properties('UserPool')['Schema'] as { Name: string }[];
  expect(schema.map(({ Name }) => Name).toSorted()).toEqual([...recommended].toSorted());
});

test('the zip’s default attributes are the template’s, the trial pool’s and the guide’s', async () => {
  const guide = await readFile(new URL('../../../docs/cognito.md', import.meta.url), 'utf8');
  const schema = properties('UserPool')['Schema'] as { Name: string }[];
  for (const [parameter, name] of [
    ['ConsentAttribute', 'meta_consent'],
    ['FbpAttribute', 'meta_fbp'],
    ['FbcAttribute', 'meta_fbc'],
    ['UrlAttribute', 'meta_url'],
  ] as const) {
    expect(template.Parameters[parameter]?.Default).toBe(`custom:${name}`);
    expect(schema.map(({ Name }) => Name)).toContain(name);
    expect(guide).toContain(`custom:${name}`);
  }
});

test('the trial client can write and read what the trigger reads of the visitor, and the e-mail address', () => {
  const schema = properties('UserPool')['Schema'] as { Name: string }[];
  const carried = schema.map(({ Name }) => `custom:${Name}`);
  expect(carried).toHaveLength(5);
  for (const list of ['WriteAttributes', 'ReadAttributes']) {
    expect(properties('UserPoolClient')[list]).toEqual(['email', ...carried]);
  }
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

test('logs expire', () => {
  expect(properties('Log')['RetentionInDays']).toBe(30);
  expect(properties('Failures')['LogGroupName']).toEqual({ Ref: 'Log' });
});

test('each alarm watches a metric of this stack alone', () => {
  const [metric] = properties('Failures')['MetricTransformations'] as [Record<string, unknown>];
  expect(JSON.stringify(metric['MetricNamespace'])).toMatch(/^\{"Fn::Sub":".*AWS::StackName\}"\}$/);
  // CloudWatch refuses a default value together with dimensions.
  expect(metric).not.toHaveProperty('Dimensions');
  expect(properties('FailureAlarm')).toMatchObject({
    Namespace: metric['MetricNamespace'],
    MetricName: metric['MetricName'],
  });
  for (const [name, metricName, statistic] of [
    ['ErrorAlarm', 'Errors', 'Sum'],
    ['ThrottleAlarm', 'Throttles', 'Sum'],
    ['DurationAlarm', 'Duration', 'Maximum'],
  ] as const) {
    expect(properties(name)).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: metricName,
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'Trigger' } }],
      Statistic: statistic,
    });
  }
});

test('the duration alarm lies between the handler’s limit and Cognito’s', () => {
  const { Threshold } = properties('DurationAlarm');
  expect(Threshold).toBeGreaterThan(2200);
  expect(Threshold).toBeLessThan(5000);
});

test('every alarm notifies the topic, and a gap in the data is no alarm', () => {
  const alarms = Object.values(template.Resources).filter(
    ({ Type }) => Type === 'AWS::CloudWatch::Alarm',
  );
  expect(alarms).toHaveLength(4);
  for (const { Properties } of alarms) {
    expect(Properties).toMatchObject({
      TreatMissingData: 'notBreaching',
      AlarmActions: { 'Fn::If': ['Alarmed', [{ Ref: 'AlarmTopicArn' }], { Ref: 'AWS::NoValue' }] },
    });
  }
});
