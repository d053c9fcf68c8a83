import { startSandbox } from '@meta-capi/sandbox';
import { describe, expect, test } from 'vitest';
import { madeUpFbp, sendBrowserEvent, useSandbox } from './sandbox.ts';
import { runCommand } from './terminal.ts';

const sandbox = useSandbox();

const send = (...args: string[]): ReturnType<typeof runCommand> =>
  runCommand(['send', 'Purchase', '--value', '20', '--currency', 'EUR', ...args], sandbox.env);

describe('why is my Purchase counted twice?', () => {
  test('one command shows both halves, both ids and the fix', async () => {
    await sendBrowserEvent(sandbox.url, { eid: 'undefined', fbp: madeUpFbp });
    await send('--id', 'pi_3Order1001', '--visitor', `fbp=${madeUpFbp}`, '--consent', 'granted');

    const { exitCode, stdout } = await runCommand(['listen', '--no-follow'], sandbox.env);

    expect(stdout).toContain(
      'BROKEN PAIR: one person, two ids, so Meta counts this Purchase twice.',
    );
    expect(stdout).toMatch(/browser {2}event_id undefined +20\.00 EUR/);
    expect(stdout).toMatch(/server {3}event_id pi_3Order1001 +20\.00 EUR/);
    expect(stdout).toContain("fix: send 'pi_3Order1001' (the PaymentIntent’s id");
    expect(stdout).toContain('The browser’s id is missing');
    expect(stdout).toContain('1 conversion, not 2');
    expect(exitCode).toBe(1);
  });

  test('a page view is not a conversion', async () => {
    await sendBrowserEvent(sandbox.url, { ev: 'PageView', eid: 'a', fbp: madeUpFbp });
    await sendBrowserEvent(sandbox.url, { eid: 'cs_test_1', fbp: madeUpFbp });
    await send('--id', 'order_1', '--visitor', `fbp=${madeUpFbp}`, '--consent', 'granted');

    const { stdout } = await runCommand(['listen', '--no-follow'], sandbox.env);

    expect(stdout).toContain('3 events: 3 counted');
    expect(stdout).toContain('Without page views, this is 1 conversion, not 2.');
  });

  test('the order of the halves does not matter', async () => {
    await send('--id', 'order_1', '--visitor', `fbp=${madeUpFbp}`, '--consent', 'granted');
    await sendBrowserEvent(sandbox.url, { eid: 'cs_test_1', fbp: madeUpFbp });

    const { stdout } = await runCommand(['listen', '--no-follow'], sandbox.env);

    expect(stdout.match(/BROKEN PAIR/g)).toHaveLength(1);
    expect(stdout).toContain("fix: send 'order_1' from the browser too");
  });
});

test('a pair is counted once, and is not a problem', async () => {
  await sendBrowserEvent(sandbox.url, { eid: 'order_1', fbp: madeUpFbp });
  await send('--id', 'order_1', '--visitor', `fbp=${madeUpFbp}`, '--consent', 'granted');

  const { exitCode, stdout } = await runCommand(['listen', '--no-follow'], sandbox.env);

  expect(stdout).toMatch(/browser → counted {4}Purchase {10}order_1 {2}20\.00 EUR/);
  expect(stdout).toContain('pair: the browser event of this id is counted, this copy is not');
  expect(stdout).toContain('2 events: 1 counted, 1 pair, 0 broken pairs');
  expect(exitCode).toBe(0);
});

test('a refused event is printed with its code and reason', async () => {
  await fetch(`${sandbox.url}/v27.0/1234567890/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: [{ event_name: 'Lead' }], access_token: 'x'.repeat(30) }),
  });

  const { exitCode, stdout } = await runCommand(['listen', '--no-follow'], sandbox.env);

  expect(stdout).toMatch(
    /server {2}→ refused {4}Lead {14}\(no id\)\n {4}refused 100: action_source/,
  );
  expect(exitCode).toBe(1);
});

test('without events, says so', async () => {
  const empty = await runCommand(['listen', '--no-follow'], sandbox.env);
  await send('--id', 'order_1', '--user', 'externalId=42');
  const noLead = await runCommand(['listen', '--no-follow', '--name', 'Lead'], sandbox.env);

  expect(empty.stdout).toBe(`No events at ${sandbox.url}.\n`);
  expect(noLead.stdout).toBe(`No events named Lead at ${sandbox.url}.\n`);
  expect(empty.exitCode).toBe(0);
});

test('--name leaves other events out', async () => {
  await send('--id', 'order_1', '--user', 'externalId=42');
  await runCommand(['send', 'Lead', '--user', 'externalId=42'], sandbox.env);

  const { stdout } = await runCommand(['listen', '--no-follow', '--name', 'Lead'], sandbox.env);

  expect(stdout).toContain('Lead');
  expect(stdout).not.toContain('Purchase');
});

describe('following', () => {
  test('prints new events only, until Ctrl+C', async () => {
    await send('--id', 'before', '--user', 'externalId=42');
    const interrupt = new AbortController();
    const listening = runCommand(['listen', '--json'], sandbox.env, '', {
      signal: interrupt.signal,
      onOutput: () => interrupt.abort(),
    });
    // The next event may only be sent once the command listens; it is repeated until one is printed.
    for (let at = 1; !interrupt.signal.aborted; at += 1) {
      await send('--id', `after_${at}`, '--user', 'externalId=42');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { exitCode, stderr, ...ran } = await listening;

    expect(ran.lines()[0]).toMatchObject({ eventId: expect.stringMatching(/^after_/) });
    expect(ran.stdout).not.toContain('before');
    expect(stderr).toContain('Stop with Ctrl+C');
    expect(exitCode).toBe(0);
  });

  test('--all begins with the events in memory, a broken pair among them', async () => {
    await send('--id', 'order_1', '--visitor', `fbp=${madeUpFbp}`, '--consent', 'granted');
    await sendBrowserEvent(sandbox.url, { eid: 'other', fbp: madeUpFbp });
    const interrupt = new AbortController();

    const { stdout } = await runCommand(['listen', '--all'], sandbox.env, '', {
      signal: interrupt.signal,
      onOutput: (text) => {
        if (text.includes('fbq(')) interrupt.abort();
      },
    });

    expect(stdout.match(/BROKEN PAIR/g)).toHaveLength(1);
  });
});

test('says that the sandbox stopped, and exits with 3', async () => {
  const own = await startSandbox();
  await runCommand(['send', 'Lead', '--sandbox', own.url, '--user', 'externalId=42'], sandbox.env);

  const { exitCode, stderr } = await runCommand(
    ['listen', '--all', '--sandbox', own.url],
    sandbox.env,
    '',
    { signal: new AbortController().signal, onOutput: () => void own.close() },
  );

  expect(stderr).toContain('The sandbox stopped.');
  expect(exitCode).toBe(3);
});

test('without a sandbox, the error names the fix', async () => {
  const { exitCode, stderr } = await runCommand(['listen', '--sandbox', 'http://127.0.0.1:1']);

  expect(stderr).toBe(
    'error: No sandbox answers at http://127.0.0.1:1.\n  fix: Start one with meta-capi sandbox, or name another with --sandbox URL.\n',
  );
  expect(exitCode).toBe(3);
});

test('an address of another machine is not a sandbox', async () => {
  const { exitCode, stderr } = await runCommand(['listen', '--sandbox', 'https://example.com']);

  expect(stderr).toContain('--sandbox must be the URL of a sandbox on this machine.');
  expect(exitCode).toBe(2);
});

test('a received name cannot send commands to the terminal', async () => {
  await sendBrowserEvent(sandbox.url, { ev: '\u001b[2JLead', eid: '\u202ea' });

  const { stdout } = await runCommand(['listen', '--no-follow'], sandbox.env);

  expect(stdout).toMatch(/Lead/);
  expect(stdout).not.toContain('\u001b');
  expect(stdout).not.toContain('\u202e');
});

describe('what may be counted twice, although the sandbox cannot prove it', () => {
  test('halves without a common fbp or external_id', async () => {
    await sendBrowserEvent(sandbox.url, { eid: 'undefined', fbp: madeUpFbp });
    await send('--id', 'pi_3Order1001', '--user', 'externalId=42');

    const { exitCode, stdout } = await runCommand(['listen', '--no-follow'], sandbox.env);

    expect(stdout).toContain('Purchase: 1 from the browser only, 1 from the server only.');
    expect(stdout).toContain('    browser  undefined\n    server   pi_3Order1001\n');
    expect(stdout).toContain('fix: send the same event_id from both sides.');
    expect(exitCode).toBe(0);
  });

  test('one sale from two webhooks', async () => {
    await send('--id', 'pi_3Order1001', '--user', 'externalId=42');
    await send('--id', 'cs_test_1', '--user', 'externalId=42');

    const { stdout } = await runCommand(['listen', '--no-follow'], sandbox.env);

    expect(stdout).toContain(
      'Purchase: two from the server with the same value and buyer, under the ids pi_3Order1001, cs_test_1.',
    );
    expect(stdout).toContain('fix: create the event from one source only');
  });

  test('a server event beside the pair of the same sale', async () => {
    await sendBrowserEvent(sandbox.url, { eid: 'pi_3Order1001', fbp: madeUpFbp });
    await send('--id', 'pi_3Order1001', '--user', 'externalId=42');
    await send('--id', 'cs_test_1', '--user', 'email=kim@example.com');

    const { stdout } = await runCommand(['listen', '--no-follow'], sandbox.env);

    expect(stdout).toContain('under the ids pi_3Order1001, cs_test_1.');
  });

  test('a redelivered copy of one side hides neither hint', async () => {
    await sendBrowserEvent(sandbox.url, { eid: 'undefined', fbp: madeUpFbp });
    await send('--id', 'pi_3Order1001', '--user', 'externalId=42');
    await send('--id', 'pi_3Order1001', '--user', 'externalId=42');
    await send('--id', 'cs_test_1', '--user', 'externalId=42');

    const { stdout } = await runCommand(['listen', '--no-follow'], sandbox.env);

    expect(stdout).toContain('Purchase: 1 from the browser only, 2 from the server only.');
    expect(stdout).toContain('under the ids pi_3Order1001, cs_test_1.');
  });

  test('not: pairs, other people, other values, page views', async () => {
    await sendBrowserEvent(sandbox.url, { eid: 'order_1', fbp: madeUpFbp });
    await send('--id', 'order_1', '--user', 'externalId=42');
    await send('--id', 'order_2', '--user', 'externalId=43');
    await runCommand(
      [
        'send',
        'Purchase',
        '--value',
        '21',
        '--currency',
        'EUR',
        '--id',
        'order_3',
        '--user',
        'externalId=43',
      ],
      sandbox.env,
    );
    await sendBrowserEvent(sandbox.url, { ev: 'PageView', eid: 'a', fbp: madeUpFbp });

    const { stdout } = await runCommand(['listen', '--no-follow'], sandbox.env);

    expect(stdout).not.toContain('fix:');
  });
});
