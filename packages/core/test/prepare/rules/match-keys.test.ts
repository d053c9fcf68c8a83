import { describe, expect, test } from 'vitest';
import { refusal, taken, warnings } from './judged.ts';

const who = {
  email: { email: 'maria@example.com' },
  phone: { phone: '+306900000000' },
  firstName: { firstName: 'Maria' },
  lastName: { lastName: 'Silva' },
  gender: { gender: 'f' },
  dateOfBirth: { dateOfBirth: '1990-05-17' },
  city: { city: 'Athens' },
  state: { state: 'Attica' },
  zip: { zip: '10558' },
  country: { country: 'GR' },
  externalId: { externalId: 'customer-7' },
  fbLoginId: { fbLoginId: '1234567890' },
  leadId: { leadId: '123456789012345' },
  ctwaClid: { ctwaClid: 'ARAkLkA8rmlFeiCktEJQ' },
  pageScopedUserId: { pageScopedUserId: '9000000000000002' },
  igSid: { igSid: '9000000000000001' },
  madid: { madid: 'cdda802e-fb9c-47ad-9866-0794d394c912' },
} as const;

const ago = Date.now() - 86_400_000;
const browser = {
  fbp: { fbp: `fb.1.${ago}.1116446470` },
  fbc: { fbc: `fb.1.${ago}.IwAR2F4-dbP0l7Mn1Iaw` },
  clientIpAddress: { clientIpAddress: '8.8.8.8' },
  clientUserAgent: { clientUserAgent: 'Mozilla/5.0' },
} as const;

type Key = keyof typeof browser | keyof typeof who;

/** Somebody of whom just these are known. */
function known(keys: readonly Key[]): { userData: object; visitor: object } {
  const pick = (from: object): object =>
    Object.assign({}, ...keys.map((key) => Reflect.get(from, key) ?? {}));
  return { userData: pick(who), visitor: pick(browser) };
}

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/best-practices
describe('Meta refuses to look for somebody of whom it is told', () => {
  test.each<readonly Key[][]>([
    [[]],
    [['city']],
    [['state']],
    [['zip']],
    [['country']],
    [['gender']],
    [['clientUserAgent']],
    [['city', 'state', 'zip', 'country', 'gender', 'clientUserAgent']],
    [['dateOfBirth']],
    [['dateOfBirth', 'clientUserAgent']],
    [['firstName']],
    [['firstName', 'gender']],
    [['lastName']],
    [['lastName', 'gender']],
  ])('no more than %j', async (keys) => {
    expect(refusal(known(keys))).toEqual([
      'insufficient_user_data',
      'insufficient_user_data userData',
    ]);
  });

  test.each<readonly Key[][]>([
    [['firstName', 'lastName']],
    [['firstName', 'city']],
    [['lastName', 'dateOfBirth']],
    [['dateOfBirth', 'gender']],
    [['city', 'dateOfBirth']],
    [['lastName', 'clientUserAgent']],
    [['clientIpAddress']],
    [['clientIpAddress', 'clientUserAgent']],
    [['madid']],
  ])('but %j is enough, though it points to nobody alone', async (keys) => {
    await taken(known(keys));
    expect(warnings(known(keys))).toContain('no_strong_match_key userData');
  });

  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
  test('a website event without user agent and page is sent with a warning for each', async () => {
    const given = { actionSource: 'website', ...known(['email']) };
    await taken(given);
    expect(warnings(given)).toEqual([
      'missing_client_user_agent visitor.clientUserAgent',
      'missing_event_source_url visitor.eventSourceUrl',
    ]);
  });

  test.each<Key>([
    'email',
    'phone',
    'externalId',
    'fbp',
    'fbc',
    'fbLoginId',
    'leadId',
    'ctwaClid',
    'pageScopedUserId',
    'igSid',
  ])('and %s points to one person', async (key) => {
    await taken(known([key]));
    expect(warnings(known([key]))).toEqual([]);
    expect(warnings(known([key, 'city']))).toEqual([]);
  });
});
