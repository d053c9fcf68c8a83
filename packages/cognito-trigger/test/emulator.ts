import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { freePort, installedTool, startEmulatorProcess } from '@meta-capi/stand-ins/emulator';

/** cognito-local, with the given function as its PostConfirmation trigger. */
export interface Emulator {
  client: CognitoIdentityProviderClient;
  /** The code that Cognito would have sent to the user. */
  confirmationCode: (userPoolId: string, username: string) => Promise<string>;
  close: () => void;
}

const credentials = { accessKeyId: 'made-up', secretAccessKey: 'made-up' };

export async function startEmulator(
  handler: (event: unknown) => Promise<unknown>,
): Promise<Emulator> {
  const folder = await mkdtemp(join(tmpdir(), 'cognito-'));
  const invokeApi = await startInvokeApi(handler);
  const port = await freePort();
  await mkdir(join(folder, '.cognito'));
  await writeFile(
    join(folder, '.cognito/config.json'),
    JSON.stringify({
      ServerConfig: { hostname: '127.0.0.1', port },
      LambdaClient: { endpoint: invokeApi.url, region: 'local', credentials },
      TriggerFunctions: { PostConfirmation: 'cognito-trigger' },
    }),
  );
  // Too large for every `npm install`: 200 packages that nothing else needs.
  const tool = installedTool('cognito-local', 'cognito-local');
  const start = join(tool, 'node_modules/cognito-local/lib/bin/start.js');
  const health = `http://127.0.0.1:${port}/health`;
  const child = await startEmulatorProcess([start], { cwd: folder, health });
  const client = new CognitoIdentityProviderClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'local',
    credentials,
  });
  return {
    client,
    async confirmationCode(userPoolId, username) {
      const pool = await readFile(join(folder, `.cognito/db/${userPoolId}.json`), 'utf8');
      const { Users } = JSON.parse(pool) as { Users: Record<string, EmulatedUser> };
      const user = Object.values(Users).find(({ Attributes }) =>
        Attributes.some(({ Value }) => Value === username),
      );
      return user?.ConfirmationCode ?? '';
    },
    close() {
      client.destroy();
      child.kill();
      invokeApi.close();
    },
  };
}

interface EmulatedUser {
  ConfirmationCode?: string;
  Attributes: { Name: string; Value: string }[];
}

// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
async function startInvokeApi(
  handler: (event: unknown) => Promise<unknown>,
): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    void text(request)
      .then((body) => handler(JSON.parse(body)))
      .then((answer) => response.end(JSON.stringify(answer)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
