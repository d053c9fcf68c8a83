import type { ClientRequest } from 'node:http';
import { consoleReporter } from '@meta-capi/core';

/**
 * Reads the access token from a parameter of AWS Systems Manager. It uses the AWS Parameters and Secrets
 * Lambda extension, which must be one of the function's layers. It needs no AWS SDK, so the cold start
 * stays short.
 *
 * Use it for `accessToken` of the client. The client calls it at the first send, waits at most one second
 * and caches the token. It calls it again if Meta refuses the token.
 *
 * @param name the parameter's name or ARN, such as `/shop/meta-capi-access-token`
 * @example
 * createCapiClient({ pixelId, accessToken: parameterStoreToken(name), whenConsentUnknown: 'drop' });
 */
// https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html
export function parameterStoreToken(name: string): () => Promise<string> {
  return async () => {
    const { status, body } = await getParameter(name);
    const token = status === 200 ? valueIn(body) : undefined;
    if (token !== undefined) return token;
    const hint = hints[status] ?? 'check that the parameter exists.';
    throw failure(`responded with ${status} for ${name}: ${hint}`);
  };
}

const hints: Readonly<Record<number, string>> = {
  200: 'the parameter contains no text.',
  400: 'check the name, and that the function may read it (ssm:GetParameter, kms:Decrypt).',
  401: 'the request has no session token.',
  403: 'the session token is not the one of this function.',
};

interface Answer {
  status: number;
  body: string;
}

function getParameter(name: string): Promise<Answer> {
  const {
    AWS_SESSION_TOKEN: sessionToken = '',
    PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: port = '2773',
  } = process.env;
  const query = new URLSearchParams({ name, withDecryption: 'true' });
  // `import 'node:http'` would cost every cold start 20 ms on Node 22 and 24.
  const http = process.getBuiltinModule('node:http');
  return new Promise((resolve, reject) => {
    const request: ClientRequest = http.get(
      `http://localhost:${port}/systemsmanager/parameters/get?${query.toString()}`,
      {
        agent: false,
        headers: { 'x-aws-parameters-secrets-token': sessionToken },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        response.on('error', () =>
          reject(failure('closed the connection before the end of its response.')),
        );
      },
    );
    request.on('error', () => {
      reject(failure('does not respond within a second. Check that it is one of the layers.'));
    });
  });
}

const timeoutMs = 1000;

function valueIn(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body)?.Parameter?.Value;
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  } catch {
    return undefined;
  }
}

/** Reported here too, because the client reports only that the token is missing. */
function failure(what: string): Error {
  const message = `The AWS Parameters and Secrets extension ${what}`;
  const source = 'parameterStoreToken';
  consoleReporter({ level: 'error', source, message, outcomes: [], warnings: [] });
  return new Error(message);
}
