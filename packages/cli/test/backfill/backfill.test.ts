import { serveStripe } from '@meta-capi/stand-ins/stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveAMonth } from '../made-up-month.ts';
import { readmeLines } from '../readme-lines.ts';
import { useSandbox } from '../sandbox.ts';
import { temporaryFile } from '../temporary-file.ts';
import { runCommand } from '../terminal.ts';

const sandbox = useSandbox();

interface Backfill {
  read: number;
  complete: boolean;
  outcomes: Record<string, number>;
  reasons: Record<string, number>;
}

test('a missing token is set in the environment, not given in a flag', async () => {
  const { exitCode, stderr } = await runCommand(
    ['backfill', 'activecampaign', '--account', 'example', '--since', '1h', '--dry-run'],
    sandbox.env,
  );

  expect(stderr).toContain(
    'error: ACTIVECAMPAIGN_API_TOKEN is not given.\n  fix: Set it in the environment or with --env-file.\n',
  );
  expect(exitCode).toBe(2);
});

describe('backfill stripe', () => {
  const { stripe } = liveAMonth(9, '2026-10-28.endive');
  let server: Awaited<ReturnType<typeof serveStripe>>;
  beforeAll(async () => {
    server = await serveStripe(stripe);
  });
  afterAll(async () => server.close());
  const env = (): Record<string, string> => ({
    ...sandbox.env,
    META_CONSENT_UNKNOWN: 'send',
    STRIPE_API_KEY: 'sk_test_made_up',
    STRIPE_API_BASE: `http://127.0.0.1:${server.address.port}`,
  });

  test('needs --dry-run or --yes', async () => {
    const ran = await runCommand(['backfill', 'stripe', '--since', '6d'], env());
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('--dry-run');
    expect(sandbox.server.sandbox.requests).toEqual([]);
  });

  test('says with --dry-run exactly what --yes then sends', async () => {
    const args = ['backfill', 'stripe', '--since', '6d', '--json'];
    const dry = (await runCommand([...args, '--dry-run'], env())).json() as Backfill;
    expect(sandbox.server.sandbox.requests).toEqual([]);
    expect(dry.outcomes['delivered']).toBeGreaterThan(0);
    expect(dry.reasons['consent_denied']).toBeGreaterThan(0);
    const ran = await runCommand([...args, '--yes', '--force'], env());
    const sent = ran.json() as Backfill;
    expect(sent.outcomes).toEqual(dry.outcomes);
    expect(sent.reasons).toEqual(dry.reasons);
    expect(sandbox.server.sandbox.counted).toHaveLength(sent.outcomes['delivered'] ?? 0);
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toContain('read');
    expect(ran.stdout + ran.stderr).not.toContain('sk_test_made_up');
  });

  test('goes back further than 47 hours only with a store, which it then fills', async () => {
    const args = ['backfill', 'stripe', '--since', '6d', '--yes'];
    const refused = await runCommand(args, env());
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('47 hours');
    expect(sandbox.server.sandbox.requests).toEqual([]);
    const store = temporaryFile(
      'store.mjs',
      'const sent = new Map(); export default { get: (key) => sent.get(key), set: (key, value) => sent.set(key, value), delete: (key) => sent.delete(key) };',
    );
    const withStore = [...args, '--store', store, '--json'];
    const first = (await runCommand(withStore, env())).json() as Backfill;
    const second = (await runCommand(withStore, env())).json() as Backfill;
    expect(first.outcomes['delivered']).toBeGreaterThan(0);
    expect(second.reasons['already_sent']).toBe(first.outcomes['delivered']);
    // What the store remembers is what reconcile finds there.
    const reconcile = ['reconcile', 'stripe', '--since', '6d', '--store', store];
    const even = await runCommand([...reconcile, '--scope', '1234567890', '--json'], env());
    expect(even.json()).toMatchObject({ even: true, missing: [], double: [] });
    expect(even.exitCode).toBe(0);
    const other = await runCommand([...reconcile, '--scope', 'another'], env());
    expect(other.exitCode).toBe(1);
    expect(other.stdout).toContain('Not in the store.');
  });

  test('the line of the README works', async () => {
    const [line = ''] = readmeLines('meta-capi backfill stripe');
    const ran = await runCommand(line.split(' ').slice(1), env());
    expect(ran.stdout).toMatch(/\d+ records read\. Nothing was sent\./);
    expect(ran.exitCode).toBe(0);
  });

  test('a key that Stripe refuses is an error without the key', async () => {
    const args = ['backfill', 'stripe', '--since', '24h', '--dry-run'];
    const wrong = { ...env(), STRIPE_API_KEY: 'sk_test_another_key' };
    const { exitCode, stderr } = await runCommand(args, wrong);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('401');
    expect(stderr).not.toContain('another_key');
  });
});

test('the line of the README for ActiveCampaign reads its contacts', async () => {
  const [line = ''] = readmeLines('meta-capi backfill activecampaign');
  const env = { ...sandbox.env, ACTIVECAMPAIGN_API_TOKEN: 'made up, with spaces' };
  const { exitCode, stderr } = await runCommand(line.split(' ').slice(1), env);
  // Every option of the line is understood; the token is wrong.
  expect(exitCode).toBe(2);
  expect(stderr).toContain('apiToken: copy it from Settings > Developer.');
});

test.each([
  [['activecampaign', '--account', 'example'], 'ACTIVECAMPAIGN_API_TOKEN'],
  [['activecampaign'], '--account'],
  [['cognito'], '--user-pool-id'],
  [['cognito', '--user-pool-id', 'eu-west-1_MadeUp'], 'consent'],
])('backfill %j names what is missing', async (args, name) => {
  const command = ['backfill', ...args, '--since', '24h', '--dry-run'];
  const { exitCode, stderr } = await runCommand(command, {
    ...sandbox.env,
    AWS_REGION: 'eu-west-1',
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(name);
});
