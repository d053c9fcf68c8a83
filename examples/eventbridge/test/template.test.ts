import { readFile } from 'node:fs/promises';
import { namesToFix, readSamTemplate, type SamTemplate } from '@meta-capi/stand-ins/sam-template';
import { beforeAll, expect, test } from 'vitest';

let template: SamTemplate;

beforeAll(async () => {
  template = await readSamTemplate(new URL('../template.yaml', import.meta.url));
});

const queueArn = { 'Fn::GetAtt': 'FailedEvents.Arn' };

function properties(name: string): Record<string, unknown> {
  return template.Resources[name]?.Properties ?? {};
}

test('every name is defined, and every parameter and condition is used', () => {
  expect(namesToFix(template)).toEqual([]);
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
