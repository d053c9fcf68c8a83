import { expect, test } from 'vitest';
import { runQueueDemo } from '../src/run-queue-demo.ts';
import { sandbox } from './sandbox.ts';

test('a sign-up while Meta is down is counted once after Meta is up again', async () => {
  const { rows, counted } = await runQueueDemo(await sandbox());
  expect(rows.map(({ answered, verdict }) => `${answered}: ${verdict}`)).toEqual([
    'its event: –',
    '1 in the queue: –',
    'queue empty: counted',
  ]);
  expect(rows[2]?.sent).toContain('CompleteRegistration');
  expect(counted).toBe(1);
});
