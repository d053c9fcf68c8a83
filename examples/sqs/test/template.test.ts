import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseDocument, visit } from 'yaml';
import { readTemplate, type Template } from '../../lambda/test/template.ts';
import { functions } from '../src/functions.ts';

const url = new URL('../template.yaml', import.meta.url);
let template: Template;

beforeAll(async () => {
  template = await readTemplate(url);
});

function properties(name: string): Record<string, unknown> {
  return template.Resources[name]?.Properties ?? {};
}

/** Every value of this key, at any depth. */
function valuesOf(key: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner] : []),
    ...valuesOf(key, inner),
  ]);
}

const functionNames = ['Consumer', 'CognitoTrigger', 'StripeWebhook', 'ActiveCampaignWebhook'];
const senders = functionNames.slice(1);

interface Statement {
  Sid: string;
  Action: string | string[];
  Resource: unknown;
}

function statementsOf(name: string): Statement[] {
  const [policy] = properties(name)['Policies'] as [{ Statement: unknown[] }];
  return policy.Statement.map((statement) => {
    const { 'Fn::If': choice } = statement as { 'Fn::If'?: unknown[] };
    return (choice === undefined ? statement : choice[1]) as Statement;
  });
}

function variablesOf(name: string): Record<string, unknown> {
  const { Environment } = properties(name) as { Environment?: { Variables: object } };
  const globals = (
    template as unknown as { Globals: { Function: { Environment: { Variables: object } } } }
  ).Globals.Function.Environment.Variables;
  return { ...globals, ...Environment?.Variables };
}

test('everything that it refers to exists', () => {
  const refs = valuesOf('Ref', template).map(String);
  const attributes = valuesOf('Fn::GetAtt', template).map((value) => String(value).split('.')[0]);
  const substituted = valuesOf('Fn::Sub', template).flatMap((value) =>
    [...String(value).matchAll(/\$\{([^}]+)\}/g)].map(([, name]) => name),
  );
  const names = [...refs, ...attributes, ...substituted].filter(
    (name) => !name?.startsWith('AWS::'),
  );
  const known = [
    ...Object.keys(template.Parameters),
    ...Object.keys(template.Resources),
    // SAM names the function URL after the function.
    ...Object.entries(template.Resources).flatMap(([name, { Properties }]) =>
      'FunctionUrlConfig' in Properties ? [`${name}Url`] : [],
    ),
  ];
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !known.includes(name ?? ''))).toEqual([]);
});

test('every condition is defined, and every condition and parameter is used', () => {
  const used = [
    ...valuesOf('Condition', template.Resources).filter((value) => typeof value === 'string'),
    ...valuesOf('Condition', template.Outputs),
    ...valuesOf('Fn::If', template).map((value) => (value as unknown[])[0]),
  ];
  expect(new Set(used)).toEqual(new Set(Object.keys(template.Conditions)));
  const text = JSON.stringify(template);
  const unused = Object.keys(template.Parameters).filter(
    (name) => !text.includes(`"Ref":"${name}"`) && !text.includes(`\${${name}}`),
  );
  expect(unused).toEqual([]);
});

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
test('it has no YAML aliases, because CloudFormation rejects them', async () => {
  const aliases: string[] = [];
  visit(parseDocument(await readFile(url, 'utf8')), {
    Alias: (_, { source }) => void aliases.push(source),
  });
  expect(aliases).toEqual([]);
});

describe('the queue', () => {
  test('has a visibility timeout of six times the timeout of the consumer', () => {
    expect(properties('Events')['VisibilityTimeout']).toBe(
      6 * Number(properties('Consumer')['Timeout']),
    );
  });

  test('keeps events longer than Meta accepts them, so that the consumer reports expired ones', () => {
    for (const name of ['Events', 'DeadLetters']) {
      expect(properties(name)['MessageRetentionPeriod']).toBe(14 * 86_400);
    }
  });

  test('is a standard queue, encrypted with its own key, and moves what it delivers 1000 times', () => {
    for (const name of ['Events', 'DeadLetters']) {
      expect(properties(name)).toMatchObject({ KmsMasterKeyId: { Ref: 'Key' } });
      expect(properties(name)).not.toHaveProperty('FifoQueue');
    }
    expect(properties('Events')['RedrivePolicy']).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': 'DeadLetters.Arn' },
      maxReceiveCount: 1000,
    });
    expect(properties('Key')['EnableKeyRotation']).toBe(true);
  });
});

test('the event source reports each message, and limits the functions that probe during an outage', () => {
  expect(properties('EventSource')).toMatchObject({
    EventSourceArn: { 'Fn::GetAtt': 'Events.Arn' },
    FunctionName: { Ref: 'Consumer' },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 1,
    ScalingConfig: { MaximumConcurrency: 5 },
  });
});

describe('least privilege', () => {
  test.each(functionNames)('%s has no wildcard', (name) => {
    expect(JSON.stringify(statementsOf(name))).not.toContain('*');
  });

  test.each(senders)('%s may only send to one queue, and has no access token', (name) => {
    expect(statementsOf(name)).toEqual([
      {
        Sid: 'SendEvents',
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': 'Events.Arn' },
      },
      {
        Sid: 'UseTheKey',
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: { 'Fn::GetAtt': 'Key.Arn' },
      },
    ]);
    expect(JSON.stringify(variablesOf(name))).not.toMatch(/TOKEN/);
  });

  test('the consumer may do what it does, with two queues, one parameter and one table', () => {
    const allowed = statementsOf('Consumer').map(({ Sid, Action }) => [Sid, [Action].flat()]);
    expect(Object.fromEntries(allowed)).toEqual({
      ReadTheQueue: [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:GetQueueAttributes',
        'sqs:SendMessage',
      ],
      MoveDeadLetters: ['sqs:SendMessage'],
      UseTheKey: ['kms:Decrypt', 'kms:GenerateDataKey'],
      ReadTheToken: ['ssm:GetParameter'],
      RememberSentEvents: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    });
  });

  test('Cognito may call the trigger for one pool of this account alone', () => {
    expect(properties('CognitoPermission')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': 'CognitoTrigger.Arn' },
      Principal: 'cognito-idp.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: { Ref: 'UserPoolArn' },
    });
  });

  test('queues reject requests without TLS', () => {
    expect(JSON.stringify(properties('RequireTls'))).toContain('"aws:SecureTransport":"false"');
  });
});

describe('each function', () => {
  test.each(functionNames)('%s is a zip that npm run package builds', (name) => {
    const { CodeUri, Runtime } = properties(name);
    const [, zip = ''] = /^dist\/(\w+)\.zip$/.exec(String(CodeUri)) ?? [];
    expect(Object.keys(functions)).toContain(zip);
    // Globals.
    expect(Runtime).toBeUndefined();
  });

  test.each(functionNames)('%s gets every variable that its code reads', async (name) => {
    const [, source = ''] = /^dist\/(\w+)\.zip$/.exec(String(properties(name)['CodeUri'])) ?? [];
    const read = async (file: string): Promise<string> =>
      readFile(new URL(`../src/${file}.ts`, import.meta.url), 'utf8');
    const code = (await read(source)) + (name === 'Consumer' ? '' : await read('sink'));
    const variables = [...code.matchAll(/env\['(\w+)'\]/g)].map(([, variable]) => variable);
    const given = Object.keys(variablesOf(name));
    expect(variables.length).toBeGreaterThan(1);
    // Lambda sets AWS_*.
    expect(
      variables.filter((one) => !one?.startsWith('AWS_') && !given.includes(one ?? '')),
    ).toEqual([]);
  });
});

test('each alarm watches its metric, and notifies the topic', () => {
  const alarms = Object.entries(template.Resources).filter(
    ([, { Type }]) => Type === 'AWS::CloudWatch::Alarm',
  );
  const watched = alarms.map(([name, { Properties }]) => {
    const { MetricName, Dimensions } = Properties as {
      MetricName: string;
      Dimensions?: [{ Value: unknown }];
    };
    return [name, MetricName, JSON.stringify(Dimensions?.[0].Value)];
  });
  expect(watched).toEqual([
    ['OldestMessageAlarm', 'ApproximateAgeOfOldestMessage', '{"Fn::GetAtt":"Events.QueueName"}'],
    [
      'DeadLetterAlarm',
      'ApproximateNumberOfMessagesVisible',
      '{"Fn::GetAtt":"DeadLetters.QueueName"}',
    ],
    ['ConsumerErrorAlarm', 'Errors', '{"Ref":"Consumer"}'],
    ['ConsumerFailureAlarm', 'ConsumerFailures', undefined],
    ['SenderFailureAlarm', 'SenderFailures', undefined],
  ]);
  for (const [, { Properties }] of alarms) {
    expect(Properties).toMatchObject({
      TreatMissingData: 'notBreaching',
      AlarmActions: { 'Fn::If': ['HasTopic', [{ Ref: 'AlarmTopicArn' }], { Ref: 'AWS::NoValue' }] },
    });
  }
});

test('the log filter is the one that is tested against log lines of Lambda', async () => {
  const lambda = await readTemplate();
  const pattern = lambda.Resources['Failures']?.Properties['FilterPattern'];
  for (const name of ['ConsumerFailures', 'SenderFailures']) {
    expect(properties(name)['FilterPattern']).toBe(pattern);
  }
});

test('secrets are never shown', () => {
  for (const name of ['StripeWebhookSecret', 'ActiveCampaignSecret']) {
    expect(template.Parameters[name]).toMatchObject({ NoEcho: true });
  }
  expect(Object.keys(template.Parameters)).not.toContain('AccessToken');
});
