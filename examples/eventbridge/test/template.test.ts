import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { parse, type ScalarTag } from 'yaml';

// CloudFormation's short forms, read as the long ones: !Ref X is { Ref: X }.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
const customTags = [
  ['!Ref', 'Ref', undefined],
  ['!GetAtt', 'Fn::GetAtt', undefined],
  ['!If', 'Fn::If', 'seq'],
  ['!Equals', 'Fn::Equals', 'seq'],
  ['!Not', 'Fn::Not', 'seq'],
].map(([tag, name = '', collection]) => ({
  tag,
  ...(collection === undefined ? {} : { collection }),
  resolve: (value: { toJSON?: () => unknown } | string) => ({
    [name]: typeof value === 'string' ? value : value.toJSON?.(),
  }),
})) as unknown as ScalarTag[];

interface Template {
  Parameters: Record<string, { AllowedPattern?: string; NoEcho?: boolean; Default?: string }>;
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

let template: Template;
let text: string;

beforeAll(async () => {
  text = await readFile(new URL('../template.yaml', import.meta.url), 'utf8');
  template = parse(text, { customTags }) as Template;
});

const queueArn = { 'Fn::GetAtt': 'FailedEvents.Arn' };

function properties(name: string): Record<string, unknown> {
  return template.Resources[name]?.Properties ?? {};
}

test('everything it refers to is there, and every parameter is used', () => {
  const names = [...text.matchAll(/!(?:Ref|GetAtt) ([A-Za-z]+)\b(?!:)/g)].map(([, name]) => name);
  const known = [...Object.keys(template.Parameters), ...Object.keys(template.Resources)];
  expect(names.filter((name) => name !== 'AWS' && !known.includes(name ?? ''))).toEqual([]);
  for (const name of Object.keys(template.Parameters)) expect(names).toContain(name);
});

test('a rule on Stripe’s partner bus invokes the function with Stripe’s events alone', () => {
  expect(properties('Function')['Events']).toMatchObject({
    Stripe: {
      Type: 'EventBridgeRule',
      Properties: {
        EventBusName: { Ref: 'StripeEventBusName' },
        Pattern: { source: [{ prefix: 'aws.partner/stripe.com' }] },
        DeadLetterConfig: { Arn: queueArn },
      },
    },
  });
  const pattern = new RegExp(template.Parameters['StripeEventBusName']?.AllowedPattern ?? '');
  expect(pattern.test('aws.partner/stripe.com/ed_61Abc')).toBe(true);
  expect(pattern.test('default')).toBe(false);
});

test('an event whose retries fail is kept in the queue, and the function may write to it', () => {
  expect(properties('Function')['EventInvokeConfig']).toMatchObject({
    MaximumRetryAttempts: 2,
    DestinationConfig: { OnFailure: { Type: 'SQS', Destination: queueArn } },
  });
  expect(properties('Function')['Policies']).toMatchObject([
    { Statement: [{ Action: 'sqs:SendMessage', Resource: queueArn }] },
  ]);
});

test('the queue is encrypted and short-lived, and takes no unencrypted request', () => {
  const { SqsManagedSseEnabled, MessageRetentionPeriod } = properties('FailedEvents');
  expect(SqsManagedSseEnabled).toBe(true);
  expect(MessageRetentionPeriod).toBeLessThan(7 * 86_400);
  expect(properties('FailedEventsPolicy')['PolicyDocument']).toMatchObject({
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Resource: queueArn },
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': false } } },
    ],
  });
});

test('the alarm goes off for the first message in the queue', () => {
  expect(properties('FailedEventsAlarm')).toMatchObject({
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': 'FailedEvents.QueueName' } }],
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  });
});

test('the token is not shown, and the function reads every variable that is set', async () => {
  expect(template.Parameters['MetaAccessToken']).toMatchObject({ NoEcho: true });
  const { Environment } = properties('Function') as { Environment: { Variables: object } };
  const sources = ['../src/handler.ts', '../../../packages/core/src/client/config-from-env.ts'];
  const code = await Promise.all(
    sources.map((path) => readFile(new URL(path, import.meta.url), 'utf8')),
  );
  for (const name of Object.keys(Environment.Variables)) expect(code.join()).toContain(name);
});

test('the function has longer than its look-ups and Meta together', () => {
  expect(properties('Function')['Timeout']).toBeGreaterThan(13);
});
