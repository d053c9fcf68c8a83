import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';

const root = new URL('../../../', import.meta.url);

test('`npm run demo -- --live` without variables says in one line what to set', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--conditions=@meta-capi/source', 'examples/demo/src/main.ts', '--live'],
    { cwd: root, encoding: 'utf8', env: {} },
  );
  expect(status).toBe(1);
  expect(stderr).toMatch(/^.*META_PIXEL_ID.*\n$/);
});

test('`npm run demo` writes nothing to standard error, and shows below the table what is logged', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--conditions=@meta-capi/source', 'examples/demo/src/main.ts'],
    { cwd: root, encoding: 'utf8' },
  );
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Stripe webhooks/);
  expect(stdout).toMatch(
    /Logged once each:\n\n {2}meta-capi: Event skipped: .*META_TEST_EVENT_CODE/,
  );
});

test('`npm run demo -- --open` leaves a page with the events of all demos', async () => {
  const demo = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=@meta-capi/source', 'examples/demo/src/main.ts', '--open'],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(async () => {
    demo.kill();
    await once(demo, 'exit');
  });
  let printed = '';
  for await (const chunk of demo.stdout) {
    printed += String(chunk);
    if (printed.includes('stop with Ctrl+C')) break;
  }

  const url = /Open (http:\S+) to look/.exec(printed)?.[1];
  expect(await (await fetch(`${url}/`)).text()).toContain('Meta events sandbox');
  const { events } = (await (await fetch(`${url}/sandbox/events`)).json()) as {
    events: { eventName: string; verdict: string }[];
  };
  const counted = events.filter(({ verdict }) => verdict === 'counted');
  expect(printed).toContain('a broken pair (order_1001)');
  expect(printed).toContain(`npm run -s meta-capi -- listen --no-follow --sandbox ${url}\n`);
  expect(new Set(counted.map(({ eventName }) => eventName))).toEqual(
    new Set([
      'PageView',
      'ViewContent',
      'Purchase',
      'StartTrial',
      'Subscribe',
      'RecurringSubscriptionPayment',
      'CancelSubscription',
      'Contact',
      'CompleteRegistration',
    ]),
  );
});
