import { cognitoEventId } from '@meta-capi/cognito-trigger/event-id';
import { bundle } from '@meta-capi/stand-ins/bundle';
import { expect, test } from 'vitest';

// Computed once with Python's hashlib: sha256("CompleteRegistration\n<pool>\n<sub>"), 32 digits.
test.each([
  [
    'eu-west-1_aBcD1234E',
    '1d5f5a52-6f1d-4c2a-9c8e-0a4f3f1f8a11',
    'cr_36ab7a84be584cb1d20292cd2f7cc5de',
  ],
  [
    'us-east-1_Example00',
    '00000000-0000-4000-8000-000000000000',
    'cr_796ccd8fea549635e542a27199765808',
  ],
])('the id of %s and %s is %s', (userPoolId, sub, id) => {
  expect(cognitoEventId({ userPoolId, sub })).toBe(id);
});

test.each([
  [{ userPoolId: '', sub: 'a' }, 'userPoolId'],
  [{ userPoolId: 'a', sub: undefined as unknown as string }, 'sub'],
])('%j creates no shared id, but throws an error that names %s', (input, field) => {
  expect(() => cognitoEventId(input)).toThrow(`cognitoEventId: ${field} must be text`);
});

test('a page can compute it: a bundle of a few kilobytes without Node modules', async () => {
  const source = `export { cognitoEventId } from '@meta-capi/cognito-trigger/event-id';`;
  const options = { folder: import.meta.dirname, platform: 'browser' } as const;
  const { code: page } = await bundle(source, options);
  expect(page.length).toBeLessThan(8000);
  const url = `data:text/javascript,${encodeURIComponent(page)}`;
  const module = (await import(/* @vite-ignore */ url)) as {
    cognitoEventId: typeof cognitoEventId;
  };
  expect(module.cognitoEventId({ userPoolId: 'eu-west-1_aBcD1234E', sub: 'x' })).toBe(
    cognitoEventId({ userPoolId: 'eu-west-1_aBcD1234E', sub: 'x' }),
  );
});
