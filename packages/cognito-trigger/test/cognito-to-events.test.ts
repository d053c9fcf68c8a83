import { cognitoEventId, cognitoToEvents } from '@meta-capi/cognito-trigger';
import type { UserData } from '@meta-capi/core';
import { describe, expect, test } from 'vitest';
import { clientId, clientMetadata, postConfirmation, sub, userPoolId } from './fixtures/events.ts';

const receivedAt = new Date('2026-11-23T10:00:00Z');

test('a confirmed sign-up is one CompleteRegistration with the id of the browser', () => {
  const pageHosts = ['shop.example.com'];
  expect(cognitoToEvents(postConfirmation({ clientMetadata }), receivedAt, { pageHosts })).toEqual([
    {
      eventName: 'CompleteRegistration',
      eventId: cognitoEventId({ userPoolId, sub }),
      eventTime: receivedAt,
      userData: { email: 'Jane.Roe@example.com', externalId: sub },
      visitor: {
        fbp: clientMetadata.meta_fbp,
        fbc: clientMetadata.meta_fbc,
        eventSourceUrl: clientMetadata.meta_url,
        clientUserAgent: clientMetadata.meta_ua,
        consent: 'granted',
      },
    },
  ]);
});

test.each([
  ['PostConfirmation_ConfirmSignUp', 1],
  ['PostConfirmation_ConfirmForgotPassword', 0],
  ['PostAuthentication_Authentication', 0],
  ['PreSignUp_SignUp', 0],
  ['', 0],
])('F-20: the trigger source %j creates %i events', (triggerSource, count) => {
  const event = { ...postConfirmation(), triggerSource };
  expect(cognitoToEvents(event, receivedAt)).toHaveLength(count);
});

describe('app clients', () => {
  const admin = 'CLIENT_ID_NOT_APPLICABLE';
  test.each([
    [undefined, clientId, 1],
    [undefined, admin, 1],
    [[clientId], clientId, 1],
    [[clientId], 'another', 0],
    [[clientId], admin, 0],
    [[clientId, admin], admin, 1],
    [[], clientId, 0],
  ])('with clientIds %j a user of %s creates %i events', (clientIds, from, count) => {
    const event = postConfirmation({ clientId: from });
    expect(cognitoToEvents(event, receivedAt, { clientIds })).toHaveLength(count);
  });
});

describe('attributes', () => {
  const address = { formatted: '1 Main St', locality: 'Athens', region: 'Attica' };
  test.each<[string, Record<string, string>, UserData]>([
    ['a phone number', { phone_number: '+302101234567' }, { phone: '+302101234567' }],
    ['names', { given_name: ' Jane ', family_name: 'Roe' }, { firstName: 'Jane', lastName: 'Roe' }],
    ['a full name', { name: 'Jane Roe' }, {}],
    ['a birthdate', { birthdate: '1990-02-28' }, { dateOfBirth: '1990-02-28' }],
    ['a birthdate without its year', { birthdate: '0000-02-28' }, {}],
    ['a year of birth', { birthdate: '1990' }, {}],
    ['a gender that Meta accepts', { gender: 'Female' }, { gender: 'Female' }],
    ['another gender', { gender: 'non-binary' }, {}],
    [
      'an OpenID address',
      { address: JSON.stringify({ ...address, postal_code: '105 57', country: 'GR' }) },
      { city: 'Athens', state: 'Attica', zip: '105 57', country: 'GR' },
    ],
    [
      'a part of an address',
      { address: JSON.stringify({ ...address, region: 7 }) },
      { city: 'Athens' },
    ],
    ['an address in free text', { address: '1 Main St, Athens, Greece' }, {}],
    ['an address that is broken JSON', { address: '{"locality":"Athens"' }, {}],
    ['locale and zone', { locale: 'el-GR', zoneinfo: 'Europe/Athens' }, {}],
    ['empty texts', { given_name: ' ', phone_number: '' }, {}],
    [
      'a Facebook login',
      { identities: identities({ providerType: 'Facebook', userId: '10150000000000001' }) },
      { fbLoginId: '10150000000000001' },
    ],
    ['a rounded Facebook id', { identities: '[{"providerType":"Facebook","userId":1e17}]' }, {}],
    ['a Google login', { identities: identities({ providerType: 'Google', userId: '1234' }) }, {}],
    ['null identities', { identities: '[null]' }, {}],
    ['broken identities', { identities: '[{' }, {}],
  ])('%s', (_, attributes, expected) => {
    const [event] = cognitoToEvents(postConfirmation({ attributes }), receivedAt);
    const { email, externalId, ...rest } = event?.userData ?? {};
    expect([email, externalId]).toEqual(['Jane.Roe@example.com', sub]);
    expect(JSON.parse(JSON.stringify(rest))).toEqual(expected);
  });

  test.each(['true', 'false', true, false, undefined])(
    'an e-mail address counts with email_verified %j',
    (verified) => {
      const event = postConfirmation();
      Object.assign(event.request.userAttributes, { email_verified: verified });
      const [made] = cognitoToEvents(event, receivedAt);
      expect(made?.userData?.email).toBe('Jane.Roe@example.com');
    },
  );

  function identities(identity: object): string {
    return JSON.stringify([{ ...identity, issuer: null, primary: true }]);
  }
});

describe('the visitor', () => {
  const visitorAttributes = { meta_fbp: 'custom:fbp', meta_consent: 'custom:consent' } as const;
  const older = 'fb.1.1500000000000.1';
  const eventSourceUrl = 'https://shop.example.com/welcome';

  test('is read from custom attributes if a sign-up has no metadata', () => {
    const attributes = { 'custom:fbp': older, 'custom:consent': 'granted' };
    expect(visitorOf({ attributes })).toEqual({ fbp: older, consent: 'granted' });
  });

  test('is read from the metadata of the confirming call first', () => {
    const attributes = { 'custom:fbp': older, 'custom:consent': 'granted' };
    expect(visitorOf({ attributes, clientMetadata })).toMatchObject({
      fbp: clientMetadata.meta_fbp,
      consent: 'granted',
    });
  });

  test.each([
    ['granted', 'denied', 'denied'],
    ['denied', 'granted', 'denied'],
    ['limited', 'granted', 'limited'],
    [undefined, 'granted', 'granted'],
    ['granted', undefined, 'granted'],
    [undefined, undefined, 'unknown'],
    ['yes', 'granted', 'unreadable'],
  ])('attribute %j and metadata %j mean %s', (attribute, metadata, consent) => {
    const visitor = visitorOf({
      attributes: attribute === undefined ? {} : { 'custom:consent': attribute },
      clientMetadata: metadata === undefined ? {} : { meta_consent: metadata },
    });
    expect(visitor?.consent).toBe(consent);
  });

  test('a page from the options makes it a website event, unless the visitor has a page', () => {
    expect(visitorOf({})?.eventSourceUrl).toBeUndefined();
    expect(visitorOf({}, { eventSourceUrl })?.eventSourceUrl).toBe(eventSourceUrl);
    expect(visitorOf({ clientMetadata }, { eventSourceUrl })?.eventSourceUrl).toBe(
      clientMetadata.meta_url,
    );
  });

  test.each<[string, string, readonly string[] | undefined, string | undefined]>([
    ['on the configured page’s host', 'https://shop.example.com/a', undefined, '/a'],
    ['on a listed host', 'https://app.example.com/a', ['app.example.com'], '/a'],
    [
      'on a listed host, listed as an address',
      'http://app.example.com/a',
      ['https://app.example.com'],
      '/a',
    ],
    ['on a listed host with a port', 'http://localhost:3000/a', ['localhost:3000'], '/a'],
    ['on a listed host, in upper case', 'https://app.example.com/a', ['APP.example.com'], '/a'],
    ['on another host', 'https://evil.example/a', undefined, undefined],
    ['on a subdomain', 'https://x.shop.example.com/a', undefined, undefined],
    [
      'on a host that only starts like it',
      'https://shop.example.com.evil.example/a',
      undefined,
      undefined,
    ],
    ['on another port', 'https://shop.example.com:8443/a', undefined, undefined],
    ['on a host that is no longer listed', 'https://shop.example.com/a', [], undefined],
    ['with a list that contains no host', 'https://shop.example.com/a', ['', ' '], undefined],
  ])('a page of the visitor %s', (_, meta_url, pageHosts, path) => {
    const visitor = visitorOf({ clientMetadata: { meta_url } }, { eventSourceUrl, pageHosts });
    const url = new URL(visitor?.eventSourceUrl ?? '');
    expect(url.pathname).toBe(path ?? '/welcome');
    expect(url.href.startsWith(path === undefined ? eventSourceUrl : meta_url)).toBe(true);
  });

  test('a page of the visitor is not used without a list and without a configured page', () => {
    expect(visitorOf({ clientMetadata })?.eventSourceUrl).toBeUndefined();
    const stored = { attributes: { 'custom:meta_url': 'https://evil.example/a' } };
    expect(visitorOf(stored, { eventSourceUrl })?.eventSourceUrl).toBe(eventSourceUrl);
  });

  test.each(['granted', 'denied', 'limited'])(
    'the answer %s in custom:meta_consent is read without any option',
    (answer) => {
      const event = postConfirmation({ attributes: { 'custom:meta_consent': answer } });
      expect(cognitoToEvents(event, receivedAt)[0]?.visitor?.consent).toBe(answer);
    },
  );

  test.each(['custom:answer', 'answer', ' custom:answer '])(
    'an attribute is read by the name %j',
    (meta_consent) => {
      const event = postConfirmation({ attributes: { 'custom:answer': 'denied' } });
      const options = { visitorAttributes: { meta_consent } };
      expect(cognitoToEvents(event, receivedAt, options)[0]?.visitor).toEqual({
        consent: 'denied',
        consentCarrier: 'custom attribute meta_consent',
      });
    },
  );

  test.each([undefined, '', ' '])('a name that is %j keeps its default', (meta_consent) => {
    const event = postConfirmation({ attributes: { 'custom:meta_consent': 'denied' } });
    const options = { visitorAttributes: { meta_consent } };
    expect(cognitoToEvents(event, receivedAt, options)[0]?.visitor).toEqual({
      consent: 'denied',
      consentCarrier: 'custom attribute meta_consent',
    });
  });

  test('the recommended attributes are read without any option', () => {
    const attributes = {
      'custom:meta_fbp': clientMetadata.meta_fbp,
      'custom:meta_fbc': clientMetadata.meta_fbc,
      'custom:meta_url': clientMetadata.meta_url,
      'custom:meta_consent': 'granted',
      'custom:meta_consent_at': '1764201600',
    };
    const [event] = cognitoToEvents(postConfirmation({ attributes }), receivedAt, {
      eventSourceUrl,
    });
    expect(event?.visitor).toEqual({
      fbp: clientMetadata.meta_fbp,
      fbc: clientMetadata.meta_fbc,
      eventSourceUrl: clientMetadata.meta_url,
      consent: 'granted',
      consentAt: 1_764_201_600,
    });
  });

  test('is not trusted: an invalid fbp, address or user agent is left out', () => {
    const hostile = {
      meta_fbp: '<script>',
      meta_fbc: 'fb.1.x',
      meta_ip: '10.0.0.1',
      meta_ua: `Mozilla\u0000${'x'.repeat(5000)}`,
      meta_url: 'javascript:alert(1)',
    };
    expect(visitorOf({ clientMetadata: hostile })).toEqual({ consent: 'unknown' });
  });

  function visitorOf(shape: Parameters<typeof postConfirmation>[0], options = {}) {
    const event = postConfirmation(shape);
    return cognitoToEvents(event, receivedAt, { visitorAttributes, ...options })[0]?.visitor;
  }
});

test('the options set the name and the custom data of the event', () => {
  const options = { eventName: 'Subscribe', customData: { content_name: 'Members' } };
  const [plain] = cognitoToEvents(postConfirmation(), receivedAt);
  const [event] = cognitoToEvents(postConfirmation(), receivedAt, options);
  expect(event).toMatchObject(options);
  expect(event?.eventId).toBe(plain?.eventId);
});

test('users of another pool or with another sub are other registrations', () => {
  const ids = [
    postConfirmation(),
    { ...postConfirmation(), userPoolId: 'eu-west-1_Other' },
    postConfirmation({ attributes: { sub: '2d5f5a52-6f1d-4c2a-9c8e-0a4f3f1f8a11' } }),
    { ...postConfirmation(), userName: 'Google_1234' },
  ].map((event) => cognitoToEvents(event, receivedAt)[0]?.eventId);
  expect(new Set(ids).size).toBe(3);
});
