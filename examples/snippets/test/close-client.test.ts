import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';

test.each([
  ['delivers what is in flight', 500, 'delivered\n', ''],
  ['reports what has no response in time', 60_000, 'ambiguous\n', 'Not delivered at shutdown: 1\n'],
])('F-63 SIGTERM %s, and the process exits', { timeout: 30_000 }, async (_, ms, out, err) => {
  const script = new URL('close-client-child.ts', import.meta.url).pathname;
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    if (requests === 1) child.kill('SIGTERM');
    setTimeout(() => response.end('{"events_received":1}'), ms).unref();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const child = spawn(
    process.execPath,
    ['--conditions=@meta-capi/source', '--import', 'tsx', script],
    {
      env: {
        ...process.env,
        META_PIXEL_ID: '1234567890',
        META_CAPI_ACCESS_TOKEN: 'a-token-of-this-test-only',
        META_CAPI_BASE_URL: `http://127.0.0.1:${port}`,
      },
    },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
    server.closeAllConnections();
    server.close();
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
  const [code] = await once(child, 'close');
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: out, stderr: err });
});
