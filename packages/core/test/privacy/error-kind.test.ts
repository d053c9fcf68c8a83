import { expect, test } from 'vitest';
import { errorKind } from '../../src/privacy/error-kind.ts';
import { WebhookError } from '../../src/webhook/webhook-error.ts';

test.each<[unknown, string]>([
  [new Error('canary'), 'Error'],
  [new TypeError('canary'), 'TypeError'],
  [Object.assign(new RangeError('x'), { name: 'canary' }), 'RangeError'],
  [new WebhookError(400, 'canary'), 'Error'],
  ['canary', 'a value of type string'],
  [undefined, 'a value of type undefined'],
  [{ name: 'canary' }, 'a value of type object'],
])('of %s is printed only %s', (error, kind) => {
  expect(errorKind(error)).toBe(kind);
});

test('of what throws when it is looked at is printed that it does', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(errorKind(proxy)).toBe('an unreadable value');
});
