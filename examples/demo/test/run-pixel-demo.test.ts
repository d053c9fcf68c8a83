import { expect, test } from 'vitest';
import { runDemo } from '../src/run-demo.ts';
import { runPixelDemo } from '../src/run-pixel-demo.ts';
import { sandbox } from './sandbox.ts';

test('the page gets browser halves, a pair and its possible duplicate, a broken pair, a refused event and a leak', async () => {
  const server = await sandbox();
  await runDemo(server);
  await runPixelDemo(server);
  const { events } = server.sandbox;
  const sides = (id: string) =>
    events
      .filter(({ eventId }) => eventId === id)
      .map(({ source, verdict }) => `${source} ${verdict}`);

  expect(sides('view-1')).toEqual(['browser counted']);
  expect(sides('pi_demo_click').toSorted()).toEqual(['browser counted', 'server duplicate']);
  const payment = events.find(
    ({ eventId, source }) => eventId === 'pi_demo_click' && source === 'server',
  );
  const possible = events.filter((one) => one.possibleDuplicateOf !== undefined);
  expect(possible.map((one) => [one.eventId, one.possibleDuplicateOf])).toEqual([
    ['cs_test_demo_click', payment?.number],
  ]);
  const [browser, broken] = ['order_1001', 'pi_demo_order_1001'].map((id) =>
    events.find(({ eventId }) => eventId === id),
  );
  expect(browser?.nearMissOf).toBe(broken?.number);
  expect(sides('order_1002')).toEqual(['server refused']);
  const leaking = events.filter(({ findings }) =>
    findings.some(({ severity }) => severity === 'leak'),
  );
  expect(leaking.map(({ eventId }) => eventId)).toEqual(['contact-1']);
});
