import { cognitoToEvents } from '@meta-capi/cognito-trigger';
import { adapterLaws, type Fixture } from '@meta-capi/core/testing';
import { createSandbox } from '@meta-capi/sandbox';
import type { PostConfirmationTriggerEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { clientMetadata, postConfirmation } from './fixtures/events.ts';

const visitorAttributes = { meta_fbp: 'custom:fbp', meta_consent: 'custom:consent' } as const;
const adapter = {
  name: 'cognito',
  toEvents: (event: PostConfirmationTriggerEvent, receivedAt: Date) =>
    cognitoToEvents(event, receivedAt, { visitorAttributes }),
};

const federated = {
  sub: '3f0d0a52-6f1d-4c2a-9c8e-0a4f3f1f8a33',
  'cognito:user_status': 'EXTERNAL_PROVIDER',
  email: 'kim.example@example.org',
  email_verified: 'false',
  name: 'Kim Example',
  identities:
    '[{"userId":"10150000000000001","providerName":"Facebook","providerType":"Facebook","issuer":null,"primary":true,"dateCreated":1763892000000}]',
};
const everyAttribute = {
  sub: '4a0d0a52-6f1d-4c2a-9c8e-0a4f3f1f8a44',
  email: 'sam.sample@example.net',
  phone_number: '+302101234567',
  phone_number_verified: 'true',
  given_name: 'Samantha',
  family_name: 'Sampleton',
  gender: 'female',
  birthdate: '1990-02-28',
  address:
    '{"street_address":"1 Main St","locality":"Thessaloniki","region":"Macedonia","postal_code":"546 21","country":"GR"}',
  locale: 'el-GR',
  zoneinfo: 'Europe/Athens',
};

const fixtures: Fixture<PostConfirmationTriggerEvent>[] = [
  { name: 'a sign-up', payload: postConfirmation({ clientMetadata }), conversion: 'jane' },
  {
    name: 'the same, run again',
    payload: { ...postConfirmation({ clientMetadata }), version: '0' },
    conversion: 'jane',
  },
  {
    name: 'the same with another alias',
    payload: {
      ...postConfirmation({ attributes: { email: 'jane.other@example.com' } }),
      userName: 'Google_1234',
    },
    conversion: 'jane',
  },
  {
    name: 'a user confirmed by an administrator',
    payload: postConfirmation({
      clientId: 'CLIENT_ID_NOT_APPLICABLE',
      attributes: { sub: '2d5f5a52-6f1d-4c2a-9c8e-0a4f3f1f8a22', email: 'john.doe@example.com' },
    }),
    conversion: 'john',
  },
  {
    name: 'a federated user',
    payload: postConfirmation({ attributes: federated }),
    conversion: 'kim',
  },
  {
    name: 'every standard attribute',
    payload: postConfirmation({ attributes: everyAttribute, clientMetadata }),
    conversion: 'sam',
  },
  {
    name: 'a visitor in custom attributes',
    payload: postConfirmation({
      attributes: {
        sub: '5b0d0a52-6f1d-4c2a-9c8e-0a4f3f1f8a55',
        'custom:fbp': 'fb.1.1596403881668.1116446470',
        'custom:consent': 'granted',
      },
    }),
    conversion: 'custom',
  },
  {
    name: 'a visitor who refused',
    payload: postConfirmation({
      attributes: { sub: '6c0d0a52-6f1d-4c2a-9c8e-0a4f3f1f8a66' },
      clientMetadata: { meta_consent: 'denied' },
    }),
    conversion: 'denied',
  },
  {
    name: 'a forgotten password',
    payload: postConfirmation({ triggerSource: 'PostConfirmation_ConfirmForgotPassword' }),
    conversion: undefined,
  },
];

const sandbox = createSandbox({ strict: true });
test.each(adapterLaws({ adapter, fixtures, graph: sandbox.fetch }))('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});
