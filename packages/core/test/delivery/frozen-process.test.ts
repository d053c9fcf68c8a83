import { type ChildProcess, spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { accept, startRecordingServer } from '../http/recording-server.ts';

// Otherwise `#http` is the built file, which a fresh clone does not have.
const fromSource = '--conditions=@meta-capi/source';

test('a response that arrived while the process was frozen is read before its time is up', async () => {
  let child: ChildProcess | undefined;
  const server = await startRecordingServer((request) => {
    child?.kill('SIGSTOP');
    return {
      accepts: true,
      respond: (response) => {
        accept(request).respond(response);
        // Longer than the limits of the attempt, of the call and of the sink.
        setTimeout(() => child?.kill('SIGCONT'), 1500);
      },
    };
  });
  const script = new URL('frozen-child.ts', import.meta.url).pathname;
  child = spawn(process.execPath, [fromSource, '--import', 'tsx', script, server.baseUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child?.kill('SIGKILL'));
  let text = '';
  for await (const chunk of child.stdout ?? []) text += chunk;
  expect(text).toBe('delivered\n');
  expect(server.requests).toHaveLength(1);
});
