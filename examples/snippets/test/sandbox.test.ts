import { startSandbox } from '@meta-capi/sandbox';
import { expect, onTestFinished, test, vi } from 'vitest';

test('the sandbox’s snippets print what their comments say', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);

  await import('../src/sandbox-in-test.ts');
  await import('../src/sandbox-expect.ts');
  await import('../src/sandbox-server.ts');

  expect(printed.mock.calls).toEqual([[1], [[]], ['body'], [190]]);
  printed.mockRestore();
});

test('the client of the sandbox’s README is delivered at once', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  // Where the port is taken, it is by somebody's own sandbox, which does as well.
  const server = await startSandbox({ port: 4010 }).catch(() => undefined);
  onTestFinished(async () => {
    printed.mockRestore();
    await server?.close();
  });

  await import('../src/sandbox-client.ts');

  expect(printed.mock.calls).toEqual([[true]]);
});
