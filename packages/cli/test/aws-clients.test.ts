import { beforeEach, expect, test, vi } from 'vitest';
import { runCommand } from './terminal.ts';

const queue = {
  META_CAPI_DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/made-up',
};
const credentials = { AWS_ACCESS_KEY_ID: 'AKIAMADEUP', AWS_SECRET_ACCESS_KEY: 'made-up-secret' };

/** The AWS SDK also reads the process's environment, files of the user, and the network. */
beforeEach(() => {
  const variables = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
  for (const name of variables) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  return () => vi.unstubAllEnvs();
});

test('without a region, the variable is named', async () => {
  const { exitCode, stderr } = await runCommand(['dead-letters'], { ...queue, ...credentials });

  expect(stderr).toBe(
    'error: SQS: no AWS region is set.\n  fix: Set AWS_REGION, for example to eu-west-1.\n',
  );
  expect(exitCode).toBe(2);
});

test('without credentials, the variables are named', async () => {
  const { exitCode, stderr } = await runCommand(['dead-letters'], {
    ...queue,
    AWS_REGION: 'eu-west-1',
  });

  expect(stderr).toBe(
    'error: SQS: no AWS credentials were found.\n  fix: Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\n',
  );
  expect(exitCode).toBe(2);
});

test('AWS that does not answer is not an answer', async () => {
  const { exitCode, stderr } = await runCommand(['dead-letters'], {
    ...queue,
    ...credentials,
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1',
    META_CAPI_DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1:1/123456789012/made-up',
  });

  expect(stderr).toBe(
    'error: SQS: AWS did not answer (ECONNREFUSED).\n  fix: Check AWS_REGION, AWS_ENDPOINT_URL and the network.\n',
  );
  expect(exitCode).toBe(3);
});
