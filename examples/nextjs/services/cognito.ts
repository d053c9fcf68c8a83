import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { createCapiClient } from '@meta-capi/core';
import { freePort, listen } from './listen.ts';
import { startProgram } from './program.ts';

export interface Cognito {
  readonly url: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly close: () => Promise<void>;
}

interface CognitoOptions {
  graphUrl: string;
  pixelId: string;
  accessToken: string;
  shopUrl: string;
}

/** cognito-local, and a Lambda service that runs the trigger. */
export async function startCognito(options: CognitoOptions): Promise<Cognito> {
  const lambda = await startLambda(options);
  const directory = await mkdtemp(join(tmpdir(), 'cognito-local-'));
  const port = await freePort();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  await mkdir(join(directory, '.cognito'));
  await writeFile(
    join(directory, '.cognito/config.json'),
    JSON.stringify({
      ServerConfig: { hostname: '127.0.0.1', port },
      LambdaClient: { endpoint: lambda.url, region: 'local', credentials },
      TriggerFunctions: { PostConfirmation: 'meta-capi' },
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  const stop = await startProgram({
    script: join(import.meta.dirname, '../node_modules/cognito-local/lib/bin/start.js'),
    directory,
    url: `${url}/health`,
  });

  const client = new CognitoIdentityProviderClient({ endpoint: url, region: 'local', credentials });
  const pool = await client.send(
    new CreateUserPoolCommand({ PoolName: 'shop', UsernameAttributes: ['email'] }),
  );
  const userPoolId = pool.UserPool?.Id ?? '';
  const app = await client.send(
    new CreateUserPoolClientCommand({ UserPoolId: userPoolId, ClientName: 'shop' }),
  );
  return {
    url,
    userPoolId,
    clientId: app.UserPoolClient?.ClientId ?? '',
    async close() {
      await stop();
      await lambda.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Amazon's Invoke call, for the one function there is. */
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
function startLambda({
  graphUrl,
  pixelId,
  accessToken,
  shopUrl,
}: CognitoOptions): ReturnType<typeof listen> {
  const handler = createPostConfirmationHandler(
    createCapiClient({ pixelId, accessToken, baseUrl: graphUrl, whenConsentUnknown: 'drop' }),
    { reporter: () => undefined, pageHosts: [shopUrl] },
  );
  const context = { getRemainingTimeInMillis: () => 5000 };
  const server = createServer((request, response) => {
    void json(request)
      .then((event) => handler(event as Parameters<typeof handler>[0], context))
      .then((answer) => response.writeHead(200).end(JSON.stringify(answer)));
  });
  return listen(server, 0);
}
