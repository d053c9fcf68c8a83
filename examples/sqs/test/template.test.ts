import { readFile } from 'node:fs/promises';
import { namesToFix, readSamTemplate, type SamTemplate } from '@meta-capi/stand-ins/sam-template';
import { beforeAll, describe, expect, test } from 'vitest';
import { functions } from '../src/functions.ts';

let template: SamTemplate;

beforeAll(async () => {
  template = await readSamTemplate(new URL('../template.yaml', import.meta.url));
});

function properties(name: string): Record<string, unknown> {
  return template.Resources[name]?.Properties ?? {};
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
  const own = properties(name) as { Environment?: { Variables: object } };
  const { Environment: shared } = (template.Globals?.Function ?? {}) as typeof own;
  return { ...shared?.Variables, ...own.Environment?.Variables };
}

test('every name is defined, and every parameter and condition is used', () => {
  expect(namesToFix(template)).toEqual([]);
});

describe('the queue', () => {
  test('has a visibility timeout of six times the timeout of the consumer', () => {
    expect(properties('Events')['VisibilityTimeout']).toBe(
      6 * Number(properties('Consumer')['Timeout']),
    );
  });

  test('keeps events longer than Meta accepts them, so that the consumer reports expired events', () => {
    for (const name of ['Events', 'DeadLetters']) {
      expect(properties(name)['MessageRetentionPeriod']).toBe(14 * 86_400);
    }
  });

  test('is a standard queue, encrypted with a separate key, and moves a message after 1000 receives', () => {
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

test('the event source reports failures for each message, and limits the functions that probe in an outage', () => {
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

  test('the consumer has only the permissions that it needs, for two queues, one parameter and one table', () => {
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

  test('Cognito may call the trigger only for one pool of this account', () => {
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
    // It is set in Globals.
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

test('each alarm uses its metric, and notifies the topic', () => {
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

test('the log filter is that of the Lambda example, which is tested with log lines', async () => {
  const lambda = await readSamTemplate(new URL('../../lambda/template.yaml', import.meta.url));
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
