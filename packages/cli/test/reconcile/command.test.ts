import { describe, expect, test } from 'vitest';
import { useSandbox } from '../sandbox.ts';
import { temporaryFile } from '../temporary-file.ts';
import { runCommand } from '../terminal.ts';

const sandbox = useSandbox();
const now = Math.floor(Date.now() / 1000);

function paid(id: string, amount: number, metadata: Readonly<Record<string, string>>): object {
  const payment = { id, object: 'payment_intent', status: 'succeeded', invoice: null, metadata };
  const object = {
    ...payment,
    amount,
    amount_received: amount,
    currency: 'eur',
    customer: 'cus_1',
  };
  const envelope = {
    object: 'event',
    api_version: '2024-06-20',
    livemode: true,
    created: now - 600,
  };
  return { id: `evt_${id}`, ...envelope, type: 'payment_intent.succeeded', data: { object } };
}

const granted = { meta_consent: 'granted' };
const events = [
  paid('pi_accepted', 4999, granted),
  paid('pi_missing', 12_000, granted),
  paid('pi_double', 800, granted),
  paid('pi_refused', 700, { meta_consent: 'denied' }),
  // The session under whose id a second route sent the same payment.
  {
    id: 'evt_session',
    object: 'event',
    created: now - 600,
    livemode: true,
    type: 'checkout.session.completed',
    data: {
      object: {
        id: 'cs_live_1',
        object: 'checkout.session',
        payment_intent: 'pi_double',
        payment_status: 'paid',
        amount_total: 800,
        currency: 'eur',
      },
    },
  },
];

const jsonLines = (values: readonly object[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('reconcile stripe', () => {
  test('finds a gap and a double in a recording of the sandbox, and exits with 1', async () => {
    const replayed = [events[0], events[2]].filter((event) => event !== undefined);
    const saved = temporaryFile('bodies.jsonl', jsonLines(replayed));
    await runCommand(['replay', 'stripe', saved, '--trust'], sandbox.env);
    const event = JSON.stringify({
      eventName: 'Purchase',
      eventId: 'cs_live_1',
      eventTime: now - 500,
      userData: { externalId: 'cus_1' },
      customData: { value: 8, currency: 'EUR' },
    });
    await runCommand(['send', '--file', temporaryFile('event.json', event)], sandbox.env);
    expect(sandbox.server.sandbox.counted).toHaveLength(3);
    const recording = temporaryFile(
      'sandbox.jsonl',
      await (await fetch(`${sandbox.url}/sandbox/recording`)).text(),
    );
    const file = temporaryFile('events.jsonl', jsonLines(events));

    const ran = await runCommand(['reconcile', 'stripe', file, '--accepted', recording]);
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toMatch(/differ: 3 events/);
    expect(ran.stdout).toMatch(/Missing \(1\):\n +Purchase +pi_missing +120 EUR/);
    expect(ran.stdout).toMatch(
      /Double \(1\):\n +Purchase +pi_double +8 EUR .*pi_double, cs_live_1/,
    );
    expect(ran.stdout).toMatch(
      /Not counted, by a rule \(1\):\n +Purchase +pi_refused .*consent_denied/,
    );
    expect(ran.stdout).not.toContain('Unexpected');

    const json = (
      await runCommand(['reconcile', 'stripe', file, '--accepted', recording, '--json'])
    ).json();
    expect(json).toMatchObject({ even: false, paid: 3, accepted: [{ eventId: 'pi_accepted' }] });
  });

  test('reads JSON lines of outcomes, as a reporter writes them, and exits with 0 if both agree', async () => {
    const report = (eventId: string): object => ({
      level: 'info',
      source: 'stripe',
      outcomes: [{ eventName: 'Purchase', eventId, outcome: 'delivered' }],
      warnings: [],
    });
    const ids = ['pi_accepted', 'pi_missing', 'pi_double'];
    const accepted = temporaryFile('outcomes.jsonl', jsonLines(ids.map(report)));
    const file = temporaryFile('events.jsonl', jsonLines(events));
    const ran = await runCommand(['reconcile', 'stripe', file, '--accepted', accepted]);
    expect(ran.stdout).toContain('agree');
    expect(ran.exitCode).toBe(0);
    const late = await runCommand([
      'reconcile',
      'stripe',
      file,
      '--accepted',
      accepted,
      '--since',
      '5m',
      '--json',
    ]);
    expect(late.json()).toMatchObject({ paid: 0, even: true });
  });

  test('names an outcome that failed, and a line that it cannot read', async () => {
    const accepted = temporaryFile(
      'outcomes.jsonl',
      `${JSON.stringify({ eventName: 'Purchase', eventId: 'pi_missing', outcome: 'notSent', error: { category: 'access' } })}\n{"level":"info"}\n`,
    );
    const file = temporaryFile('events.jsonl', jsonLines(events.slice(1, 2)));
    const ran = await runCommand(['reconcile', 'stripe', file, '--accepted', accepted]);
    expect(ran.stdout).toContain('Not accepted: notSent, access');
    expect(ran.stdout).toContain(`${accepted}:2`);
    expect(ran.exitCode).toBe(1);
  });

  test('without anything to compare with, says what to give', async () => {
    const file = temporaryFile('events.jsonl', jsonLines(events));
    const { exitCode, stderr } = await runCommand(['reconcile', 'stripe', file]);
    expect(exitCode).toBe(2);
    for (const flag of ['--accepted', '--store', '--dead-letter-queue']) {
      expect(stderr).toContain(flag);
    }
  });

  test('a store that fails is an error, and not a missing sale', async () => {
    const store = temporaryFile(
      'store.mjs',
      'export default { get() { throw new Error("down"); } };',
    );
    const file = temporaryFile('events.jsonl', jsonLines(events));
    const args = ['reconcile', 'stripe', file, '--store', store, '--scope', '1234567890'];
    const { exitCode, stdout, stderr } = await runCommand(args);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('--store');
    expect(stdout).toBe('');
  });
});
