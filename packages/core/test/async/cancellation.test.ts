import { expect, test } from 'vitest';
import { cancel, createCancellation, unlessCancelled } from '../../src/async/cancellation.ts';

test('cancel calls the step that is in progress, and is remembered for the steps after it', () => {
  const cancellation = createCancellation();
  const calls: boolean[] = [];
  cancellation.onCancel = () => calls.push(cancellation.isCancelled);
  expect(cancellation.isCancelled).toBe(false);
  cancel(cancellation);
  expect(calls).toEqual([true]);
});

test('cancel between two steps is remembered', () => {
  const cancellation = createCancellation();
  cancel(cancellation);
  expect(cancellation.isCancelled).toBe(true);
});

test('unlessCancelled resolves to the value of the promise, or rejects as it does', async () => {
  const cancellation = createCancellation();
  expect(await unlessCancelled(Promise.resolve('token'), cancellation)).toBe('token');
  const rejecting = Promise.reject(new Error('refused'));
  await expect(unlessCancelled(rejecting, cancellation)).rejects.toThrow('refused');
});

test('unlessCancelled resolves to undefined when it is cancelled', async () => {
  const cancellation = createCancellation();
  const waiting = unlessCancelled(new Promise(() => undefined), cancellation);
  cancel(cancellation);
  expect(await waiting).toBeUndefined();
});

test('a rejection after the cancellation is not an unhandled one', async () => {
  const cancellation = createCancellation();
  let reject: (error: Error) => void = () => expect.unreachable();
  const late = new Promise<string>((_, no) => {
    reject = no;
  });
  const waiting = unlessCancelled(late, cancellation);
  cancel(cancellation);
  reject(new Error('late'));
  // Vitest fails on unhandled rejections.
  expect(await waiting).toBeUndefined();
});

test('unlessCancelled listens no longer than its promise takes', async () => {
  const cancellation = createCancellation();
  await unlessCancelled(Promise.resolve('token'), cancellation);
  expect(cancellation.onCancel).toBeUndefined();
});
