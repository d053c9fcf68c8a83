import { expect, test } from 'vitest';
import { runActiveCampaignDemo } from '../src/run-activecampaign-demo.ts';
import { sandbox } from './sandbox.ts';

test('every way to subscribe counts once: route and webhook together, and a repetition', async () => {
  const { rows, counted } = await runActiveCampaignDemo(await sandbox());
  expect(rows.map(({ answered, verdict }) => `${answered} ${verdict}`)).toEqual([
    '200 counted',
    '200 duplicate',
    '200 counted',
    '200 duplicate',
    '200 counted',
    '404 –',
  ]);
  expect(rows[1]?.sent).toBe(rows[0]?.sent);
  expect(rows[5]?.reported).toBe('The request contains no secret.');
  expect(counted).toBe(3);
});
