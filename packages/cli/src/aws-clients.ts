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
  if (error instanceof CommandError) return error;
  const { message, name, code, $metadata } = Object(error) as {
    message?: unknown;
    name?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  // The text of @smithy/core (config-resolver/regionConfig), whose error has no name.
  if (message === 'Region is missing') {
    return new CommandError(
      'usage',
      `${what}: no AWS region is set.`,
      'Set AWS_REGION, for example to eu-west-1.',
    );
  }
  if (name === 'CredentialsProviderError') {
    return new CommandError(
      'usage',
      `${what}: no AWS credentials were found.`,
      'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  }
  const status = $metadata?.httpStatusCode;
  if (status === undefined) {
    return new CommandError(
      'unavailable',
      `${what}: AWS did not answer (${wordOf(code) ?? wordOf(name) ?? 'Error'}).`,
      'Check AWS_REGION, AWS_ENDPOINT_URL and the network.',
    );
  }
  return new CommandError(
    status < 500 ? 'usage' : 'unavailable',
    `${what}: AWS answered ${wordOf(name) ?? 'Error'} (${status}).`,
    'Check AWS_REGION, the credentials and their permissions, and the name in the flag.',
  );
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\w{1,80}$/.test(value) ? value : undefined;
}
