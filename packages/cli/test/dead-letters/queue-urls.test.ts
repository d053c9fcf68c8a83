import { expect, test } from 'vitest';
import { runCommand } from '../terminal.ts';

const noDeadLetterQueue =
  'error: No dead-letter queue is given.\n  fix: Set META_CAPI_DEAD_LETTER_QUEUE_URL or --dead-letter-queue.\n';
const deadLetterQueue = 'https://sqs.eu-west-1.amazonaws.com/123456789012/made-up-dead-letters';

test.each([
  [['dead-letters'], {}, noDeadLetterQueue],
  [['dead-letters'], { META_CAPI_DEAD_LETTER_QUEUE_URL: ' ' }, noDeadLetterQueue],
  [['redrive', '--dry-run'], {}, noDeadLetterQueue],
  [['redrive', '--yes'], { META_CAPI_QUEUE_URL: 'https://example.com/q' }, noDeadLetterQueue],
  [
    ['redrive', '--yes'],
    { META_CAPI_DEAD_LETTER_QUEUE_URL: deadLetterQueue },
    'error: No queue is given.\n  fix: Set META_CAPI_QUEUE_URL or --queue.\n',
  ],
  [
    ['dead-letters', '--dead-letter-queue', 'my-queue'],
    {},
    'error: --dead-letter-queue is not the URL of a queue.\n  fix: Copy it from the SQS console: https://sqs.eu-west-1.amazonaws.com/…\n',
  ],
])('%j with %j names the variable and the flag', async (args, env, message) => {
  const { exitCode, stderr } = await runCommand(args, env);

  expect(stderr).toBe(message);
  expect(exitCode).toBe(2);
});
