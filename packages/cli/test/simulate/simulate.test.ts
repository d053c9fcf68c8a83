import { writeFileSync } from 'node:fs';
import { serveStripe } from '@meta-capi/stand-ins/stripe';
import { describe, expect, test } from 'vitest';
import { endpointVersions, liveAMonth } from '../made-up-month.ts';
import { temporaryFile } from '../temporary-file.ts';
import { runCommand } from '../terminal.ts';

interface Simulation {
  read: number;
  problems: { place: string; message: string }[];
  results: {
    tally: {
      sent: Record<string, { count: number; values: Record<string, number> }>;
      skipped: Record<string, { events: string[] }>;
      needsLookUp: Record<string, string[]>;
    };
  }[];
  changes: { id: string; before: { eventId: string }[]; after: { eventId: string }[] }[];
}

const jsonLines = (events: readonly object[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

describe('simulate stripe', () => {
  test('counts what a file of events would send, and says which need a look-up', async () => {
    const { events } = liveAMonth(7, '2026-10-28.endive');
    const file = temporaryFile('events.jsonl', jsonLines(events));
    const { exitCode, stdout, stderr } = await runCommand(['simulate', 'stripe', file]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`${events.length} Stripe events`);
    expect(stdout).toContain('Nothing was sent.');
    expect(stdout).toMatch(/Purchase +\d+ +[\d,.]+ EUR/);
    expect(stdout).toContain('Only a look-up in Stripe can tell');
    expect(stdout).toMatch(/consent_denied +\d+/);
  });

  test('with a key, every payment is decided, and the sums are those of the shop’s books', async () => {
    const { events, stripe } = liveAMonth(7, '2026-10-28.endive');
    const server = await serveStripe(stripe);
    try {
      const env = {
        STRIPE_API_KEY: 'sk_test_made_up',
        STRIPE_API_BASE: `http://127.0.0.1:${server.address.port}`,
        META_CONSENT_UNKNOWN: 'send',
      };
      const args = ['simulate', 'stripe', '--renewals', 'all', '--json'];
      const fromFile = await runCommand(
        [...args, '--look-up', temporaryFile('events.jsonl', jsonLines(events))],
        env,
      );
      const [result] = (fromFile.json() as Simulation).results;
      expect(result?.tally.needsLookUp).toEqual({});
      const denied = new Set(result?.tally.skipped['consent_denied']?.events);
      const paid = stripe.happenings.filter(
        ({ id, type }) => type === 'payment_intent.succeeded' && !denied.has(id),
      );
      const sum = paid.reduce(
        (all, { record }) => all + (record.kind === 'payment_intent' ? record.amountReceived : 0),
        0,
      );
      expect(result?.tally.sent['Purchase']).toEqual({
        count: paid.length,
        values: { EUR: sum / 100 },
      });
      expect(fromFile.stderr).toMatch(/^200 of \d+ Stripe events looked up$/m);
      // Without a file, the events come from Stripe.
      const fromApi = await runCommand([...args, '--since', '40d'], env);
      expect((fromApi.json() as Simulation).results[0]?.tally.sent).toEqual(result?.tally.sent);
      expect(fromApi.stdout + fromApi.stderr + fromFile.stderr).not.toContain('sk_test_made_up');
    } finally {
      await server.close();
    }
  });

  test('shows two settings side by side, and each event that changes', async () => {
    const { events } = liveAMonth(7, '2024-06-20');
    const file = temporaryFile('events.jsonl', jsonLines(events));
    const compare = ['--compare-purchase-source', 'invoice', '--compare-renewals', 'all'];
    const { stdout, exitCode } = await runCommand(['simulate', 'stripe', file, ...compare]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('A: purchase-source payment_intent, renewals first');
    expect(stdout).toContain('B: purchase-source invoice, renewals all');
    const { json } = await runCommand(['simulate', 'stripe', file, ...compare, '--json']);
    const { results, changes } = json() as Simulation;
    const counts = results.map(({ tally }) => tally.sent['Purchase']?.count ?? 0);
    const ofPurchases = (side: 'after' | 'before'): number =>
      changes.flatMap((one) => one[side]).filter(({ eventId }) => !eventId.startsWith('sub_'))
        .length;
    // What does not change is on both sides.
    expect((counts[1] ?? 0) - (counts[0] ?? 0)).toBe(ofPurchases('after') - ofPurchases('before'));
    expect(changes.length).toBeGreaterThan(20);
    expect(
      changes.every(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after)),
    ).toBe(true);
  });

  test('reads events of several API versions in one file, in every form in which Stripe prints them', async () => {
    const months = endpointVersions.map((version, at) => liveAMonth(20 + at, version).events);
    const renamed = months.map((events, at) =>
      events.map(
        (event) => JSON.parse(JSON.stringify(event).replaceAll(/_0(\d{5})/g, `_${at}$1`)) as object,
      ),
    );
    const [lines = [], array = [], list = [], single = []] = renamed;
    const files = [
      temporaryFile('lines.jsonl', `\uFEFF${jsonLines(lines)}`),
      temporaryFile('array.json', JSON.stringify(array, undefined, 2)),
      // Two pages, one after the other, as a shell loop appends them.
      temporaryFile(
        'pages.json',
        [list.slice(0, 100), list.slice(100)]
          .map(
            (data) =>
              `${JSON.stringify({ object: 'list', data, has_more: true }, undefined, 2)}\r\n`,
          )
          .join(''),
      ),
      temporaryFile('one.json', JSON.stringify(single[0], undefined, 2)),
    ];
    const { json } = await runCommand(['simulate', 'stripe', ...files, '--json']);
    const { read, problems } = json() as Simulation;
    expect(problems).toEqual([]);
    expect(read).toBe(lines.length + array.length + list.length + 1);
  });

  test('names the line of what cannot be read, reads the rest and exits with 1', async () => {
    const { events } = liveAMonth(7, '2024-06-20');
    const [first, second, third] = events.map((event) => JSON.stringify(event));
    const text = `${first}\nnot JSON\n${second?.slice(0, 80)}\n${third}\n{"id":"pi_1","object":"payment_intent"}\n`;
    const file = temporaryFile('events.jsonl', text);
    const { exitCode, json } = await runCommand(['simulate', 'stripe', file, '--json']);
    const { read, problems } = json() as Simulation;
    expect(exitCode).toBe(1);
    expect(read).toBe(2);
    expect(problems.map(({ place }) => place)).toEqual([`${file}:2`, `${file}:3`, `${file}:5`]);
    writeFileSync(file, 'nothing');
    const nothing = await runCommand(['simulate', 'stripe', file]);
    expect(nothing.exitCode).toBe(2);
    expect(nothing.stderr).toContain(`${file}:1`);
  });

  test.each([
    [['--purchase-source', 'charges'], '--purchase-source'],
    [['--renewals', 'some'], '--renewals'],
    [['--compare-renewals', 'some'], '--compare-renewals'],
    [['--accounts', 'me'], '--accounts'],
    [['--since', 'yesterday'], '--since'],
  ])('%j is refused by its name', async (flags, name) => {
    const file = temporaryFile('events.jsonl', '{}');
    const { exitCode, stderr } = await runCommand(['simulate', 'stripe', file, ...flags]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(name);
  });

  test('without a file and without a key, says which variable to set', async () => {
    const { exitCode, stderr } = await runCommand(['simulate', 'stripe']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('STRIPE_API_KEY');
  });
});
