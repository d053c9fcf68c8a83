import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parameterStoreToken } from '@meta-capi/cognito-trigger';
import { createCapiClient } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const name = '/shop/meta capi token';
const token = 'EAAmadeupmadeupmadeup';
const sessionToken = 'made-up-session-token';

type Extension = (request: IncomingMessage, response: ServerResponse) => void;

let requests: IncomingMessage[];
let extension: Extension;
let close: () => Promise<void>;
const lines: string[] = [];

beforeEach(async () => {
  requests = [];
  lines.length = 0;
  vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
  const server = createServer((request, response) => {
    requests.push(request);
    extension(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('PARAMETERS_SECRETS_EXTENSION_HTTP_PORT', String(port));
  vi.stubEnv('AWS_SESSION_TOKEN', sessionToken);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await close();
});

/** Responds like the extension. */
function parameter(value: unknown): Extension {
  return (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ Parameter: { Name: name, Value: value }, ResultMetadata: {} }));
  };
}

test('requests the decrypted parameter from the local extension, with the session token in the header', async () => {
  extension = parameter(`${token}\n`);
  expect(await parameterStoreToken(name)()).toBe(token);
  const { url, headers } = requests[0] ?? {};
  const { pathname, searchParams } = new URL(url ?? '', 'http://localhost');
  expect(pathname).toBe('/systemsmanager/parameters/get');
  expect(Object.fromEntries(searchParams)).toEqual({ name, withDecryption: 'true' });
  expect(headers?.['x-aws-parameters-secrets-token']).toBe(sessionToken);
});

test('there is no request before the first send, and one request for the token', async () => {
  extension = parameter(token);
  const sandbox = createSandbox();
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: parameterStoreToken(name),
    whenConsentUnknown: 'send',
    fetch: sandbox.fetch,
  });
  expect(requests).toHaveLength(0);
  for (const id of ['a', 'b']) {
    await capi.sendCapiEvent('CompleteRegistration', {
      eventId: id,
      userData: { email: 'a@example.com' },
    });
  }
  expect(sandbox.counted).toHaveLength(2);
  expect(requests).toHaveLength(1);
});

test.each<[string, Extension, RegExp]>([
  ['a parameter it may not read', status(400), /responded with 400 .*ssm:GetParameter/],
  ['another session token', status(403), /responded with 403/],
  ['a fault of AWS', status(500), /responded with 500/],
  ['no text in the parameter', parameter({}), /contains no text/],
  ['no JSON', (_, response) => response.end('oops'), /contains no text/],
  ['a connection that breaks', (request) => request.socket.destroy(), /does not respond/],
])('F-18: %s rejects with what to check, and logs it', async (_, answer, message) => {
  extension = answer;
  await expect(parameterStoreToken(name)()).rejects.toThrow(message);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(message);
  expect(lines[0]).not.toContain(sessionToken);
});

test('F-18: an extension that stalls has one second', async () => {
  extension = () => {};
  const startedAt = performance.now();
  await expect(parameterStoreToken(name)()).rejects.toThrow('does not respond');
  expect(performance.now() - startedAt).toBeLessThan(1300);
});

function status(code: number): Extension {
  return (_, response) => {
    response.statusCode = code;
    response.end(`{"Parameter":{"Value":"${token}"}}`);
  };
}
