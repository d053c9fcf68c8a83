import { expect, test, vi } from 'vitest';

test('the sandbox’s snippets print what their comments say', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);

  await import('../src/sandbox-in-test.ts');
  await import('../src/sandbox-server.ts');

  expect(printed.mock.calls).toEqual([[1], [[]], ['body'], [190]]);
  printed.mockRestore();
});
