import { expect, test } from 'vitest';
import { runDemo } from '../src/run-demo.ts';
import { sandbox } from './sandbox.ts';

test('every webhook of the demo gets the sandbox’s verdict, and the redelivery counts once', async () => {
  const { rows, counted } = await runDemo(await sandbox());
  expect(rows.map(({ answered, verdict }) => `${answered} ${verdict}`)).toEqual([
    '200 counted',
    '200 counted',
    '200 counted',
    '200 counted',
    '200 counted',
    '200 duplicate',
    '400 –',
    '200 –',
  ]);
  expect(rows.slice(0, 3).map(({ sent }) => sent)).toEqual([
    'Purchase pi_demo_eur 49.99 EUR',
    'Purchase pi_demo_jpy 5000 JPY',
    'Purchase pi_demo_kwd 12.34 KWD',
  ]);
  expect(counted).toBe(5);
});

test('an id broken on purpose is counted twice: the verdicts are the sandbox’s', async () => {
  let sent = 0;
  const { rows, counted } = await runDemo(await sandbox(), {
    wrap: (sink) => ({
      sendEvents: (events, options) =>
        sink.sendEvents(
          events.map((event) => ({ ...event, eventId: `${event.eventId}-${sent++}` })),
          options,
        ),
    }),
  });
  expect(rows[5]).toMatchObject({ verdict: 'counted' });
  expect(counted).toBe(6);
});
