import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { SQS } from '@aws-sdk/client-sqs';
import { CommandError } from './output.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The AWS SDK's client for SQS; region, credentials and endpoint are those of the environment. */
export async function createSqsClient(env: Env): Promise<SQS> {
  const found = await import('@aws-sdk/client-sqs').catch(() => undefined);
  if (found === undefined) throw notInstalled('@aws-sdk/client-sqs');
  return new found.SQS(configOf(env, 'AWS_ENDPOINT_URL_SQS'));
}

/** The same for DynamoDB. */
export async function createDynamoDbClient(env: Env): Promise<DynamoDB> {
  const found = await import('@aws-sdk/client-dynamodb').catch(() => undefined);
  if (found === undefined) throw notInstalled('@aws-sdk/client-dynamodb');
  return new found.DynamoDB(configOf(env, 'AWS_ENDPOINT_URL_DYNAMODB'));
}

/** The same for Cognito. */
export async function createCognitoClient(env: Env): Promise<CognitoIdentityProviderClient> {
  const name = '@aws-sdk/client-cognito-identity-provider';
  const found = await import('@aws-sdk/client-cognito-identity-provider').catch(() => undefined);
  if (found === undefined) throw notInstalled(name);
  const config = configOf(env, 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER');
  return new found.CognitoIdentityProviderClient(config);
}

interface AwsConfig {
  region?: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** The SDK reads the process's environment itself; here is what `--env-file` adds. */
function configOf(env: Env, endpointName: string): AwsConfig {
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  const endpoint = env[endpointName] ?? env['AWS_ENDPOINT_URL'];
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  const sessionToken = env['AWS_SESSION_TOKEN'];
  return {
    ...(region ? { region } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey
      ? {
          credentials: {
            accessKeyId,
            secretAccessKey,
            ...(sessionToken ? { sessionToken } : {}),
          },
        }
      : {}),
  };
}

function notInstalled(name: string): CommandError {
  return new CommandError('usage', `The package ${name} is not installed.`, `npm install ${name}`);
}

/** In our words: the SDK's message may name accounts and users. */
export function awsFailure(error: unknown, what: string): CommandError {
  const { name, $metadata } = Object(error) as {
    name?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const kind = typeof name === 'string' && /^\w{1,80}$/.test(name) ? name : 'Error';
  return new CommandError(
    status !== undefined && status < 500 ? 'usage' : 'unavailable',
    `${what}: AWS answered ${kind}${status === undefined ? '' : ` (${status})`}.`,
    'Check AWS_REGION, the credentials and their permissions, and the name in the flag.',
  );
}
