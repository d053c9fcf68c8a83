import { expect, test, vi } from 'vitest';
import { warnOnce } from '../../src/report/warn-once.ts';

test('each text is one line on the console, however often it is reported', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  for (const text of ['first problem.', 'second problem.', 'first problem.']) warnOnce(text);
  expect(warn.mock.calls).toEqual([['meta-capi: first problem.'], ['meta-capi: second problem.']]);
  warn.mockRestore();
});
