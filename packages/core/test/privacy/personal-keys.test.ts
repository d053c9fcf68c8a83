import { expect, it } from 'vitest';
import { userDataKeys } from '../../src/prepare/user-data/keys.ts';
import { isPersonalKey } from '../../src/privacy/personal-data.ts';

it.each(Object.values(userDataKeys).map(({ wire }) => wire))('knows %s of userData', (wire) => {
  // A country may also be that of a journey.
  expect(isPersonalKey(wire)).toBe(wire !== 'country');
});

it.each(
  'email phone phone-number firstName First_Name last_name fullname user_data date-of-birth birthday ip_address userAgent fbp fbc client_ip_address client_user_agent partner_id partner_name app_user_id f5first f5last fi dobd dobm doby'.split(
    ' ',
  ),
)('knows %s', (key) => expect(isPersonalKey(key)).toBe(true));

it.each([
  '',
  'value',
  'city',
  'state',
  'page',
  'media_id',
  'first',
  'content_ids',
  'order_id',
  'email_id',
])('leaves %s', (key) => expect(isPersonalKey(key)).toBe(false));
