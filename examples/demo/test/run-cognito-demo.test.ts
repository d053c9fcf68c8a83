import { expect, test } from 'vitest';
import { runCognitoDemo } from '../src/run-cognito-demo.ts';
import { sandbox } from './sandbox.ts';

test('every sign-up gets its event back; each registration counts once', async () => {
  const { rows, counted } = await runCognitoDemo(await sandbox());
  expect(rows.map(({ answered, verdict }) => `${answered}: ${verdict}`)).toEqual([
    'its event: counted',
    'its event: duplicate',
    'its event: counted',
    'its event: counted',
    'its event: –',
    'its event: –',
    'its event: –',
  ]);
  expect(rows[1]?.sent).toBe(rows[0]?.sent);
  expect(rows.map(({ reported }) => reported).filter((reported) => reported)).toEqual([
    'Skipped: consent_denied.',
    expect.stringContaining('ECONNREFUSED'),
  ]);
  expect(counted).toBe(3);
});
