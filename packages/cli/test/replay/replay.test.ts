import { describe, expect, test } from 'vitest';
import { liveAMonth } from '../made-up-month.ts';
import { useSandbox } from '../sandbox.ts';
import { temporaryFile } from '../temporary-file.ts';
import { runCommand } from '../terminal.ts';

const sandbox = useSandbox();
const webhookSecret = 'whsec_made_up_secret_of_the_route';

interface Replay {
  bodies: {
    place: string;
    status: number;
    events: { eventName: string; eventId: string; outcome: string; reason?: string }[];
    messages: string[];
  }[];
}

const now = (): number => Math.floor(Date.now() / 1000);

const payment = (id: string, metadata: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    id: `evt_${id}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    type: 'payment_intent.succeeded',
    created: now() - 60,
    livemode: true,
    data: {
      object: {
        id,
        object: 'payment_intent',
        status: 'succeeded',
        amount: 4999,
        amount_received: 4999,
        currency: 'eur',
        receipt_email: 'anna.muster@example.com',
        invoice: null,
        metadata,
      },
    },
  });

describe('replay stripe', () => {
  const text = `${payment('pi_1', { meta_consent: 'granted' })}\n${payment('pi_2', { meta_consent: 'denied' })}\n`;

  test('signs the bodies again and sends their events, each with its own id', async () => {
    const file = temporaryFile('bodies.jsonl', text);
    const env = { ...sandbox.env, STRIPE_WEBHOOK_SECRET: webhookSecret };
    const ran = await runCommand(['replay', 'stripe', file, '--json'], env);
    const { bodies } = ran.json() as Replay;
    expect(bodies.map(({ status }) => status)).toEqual([200, 200]);
    expect(bodies[1]?.events[0]).toMatchObject({ outcome: 'skipped', reason: 'consent_denied' });
    expect(sandbox.server.sandbox.counted.map(({ eventId }) => eventId)).toEqual(['pi_1']);
    expect(ran.exitCode).toBe(0);
    const again = await runCommand(['replay', 'stripe', file], env);
    expect(sandbox.server.sandbox.counted).toHaveLength(1);
    expect(again.stdout).toMatch(/delivered +Purchase +pi_1 +49\.99 EUR/);
    for (const { stdout, stderr } of [ran, again]) {
      expect(stdout + stderr).not.toContain(webhookSecret);
      expect(stdout + stderr).not.toContain('anna.muster');
    }
  });

  test('sends nothing with --dry-run, and needs no secret with --trust', async () => {
    const file = temporaryFile('bodies.jsonl', text);
    const ran = await runCommand(['replay', 'stripe', file, '--trust', '--dry-run'], sandbox.env);
    expect(ran.stdout).toContain('2 bodies, 1 event would be sent, 1 not.');
    expect(ran.stdout).toMatch(/would be sent +Purchase +pi_1/);
    expect(sandbox.server.sandbox.events).toEqual([]);
    expect(ran.exitCode).toBe(0);
  });

  test('says what to set without a secret, before anything is sent', async () => {
    const file = temporaryFile('bodies.jsonl', text);
    const { exitCode, stderr } = await runCommand(['replay', 'stripe', file], sandbox.env);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('STRIPE_WEBHOOK_SECRET');
    expect(stderr).toContain('--trust');
    expect(sandbox.server.sandbox.requests).toEqual([]);
  });

  test('names the line of a malformed body, and replays the rest', async () => {
    const file = temporaryFile('bodies.jsonl', `not JSON\n${text}`);
    const args = ['replay', 'stripe', file, '--trust', '--json'];
    const { exitCode, json } = await runCommand(args, sandbox.env);
    const { bodies } = json() as Replay;
    const refused = bodies.filter(({ status }) => status !== 200);
    expect(refused.map(({ place }) => place)).toEqual([`${file}:1`]);
    expect(refused[0]?.messages).toEqual(['The body is not JSON.']);
    expect(sandbox.server.sandbox.counted).toHaveLength(1);
    expect(exitCode).toBe(1);
  });

  test('replays a list of events as Stripe prints it', async () => {
    const { events } = liveAMonth(4, '2026-10-28.endive');
    const file = temporaryFile('events.json', JSON.stringify({ object: 'list', data: events }));
    const ran = await runCommand(['replay', 'stripe', file, '--trust', '--json'], sandbox.env);
    const sent = (ran.json() as Replay).bodies.flatMap((body) => body.events);
    const delivered = sent.filter(({ outcome }) => outcome === 'delivered');
    expect(sandbox.server.sandbox.counted).toHaveLength(delivered.length);
    expect(delivered.length).toBeGreaterThan(0);
    // Meta takes events of the last seven days only.
    expect(sent.some(({ reason }) => reason === 'event_too_old')).toBe(true);
  });
});

test('replay activecampaign sends a saved form body', async () => {
  const body = new URLSearchParams({
    type: 'subscribe',
    date_time: new Date().toISOString(),
    initiated_from: 'public',
    list: '3',
    'contact[id]': '42',
    'contact[email]': 'anna.muster@example.com',
  });
  const file = temporaryFile('bodies.txt', `${body}\n`);
  const args = ['replay', 'activecampaign', file, '--account', 'example'];
  const ran = await runCommand(args, { ...sandbox.env, META_CONSENT_UNKNOWN: 'send' });
  expect(ran.stdout).toContain('1 bodies, 1 event sent, 0 not.');
  expect(sandbox.server.sandbox.counted.map(({ eventName }) => eventName)).toEqual(['Contact']);
  expect(ran.stdout + ran.stderr).not.toContain('anna.muster');
});

test('replay cognito sends a saved trigger event, and refuses another JSON', async () => {
  const event = {
    version: '1',
    triggerSource: 'PostConfirmation_ConfirmSignUp',
    userPoolId: 'eu-west-1_MadeUp',
    userName: 'anna',
    request: { userAttributes: { sub: 'made-up-sub', email: 'anna.muster@example.com' } },
    response: {},
  };
  const file = temporaryFile('events.jsonl', `${JSON.stringify(event)}\n{"Records":[]}\n`);
  const ran = await runCommand(['replay', 'cognito', file], {
    ...sandbox.env,
    META_CONSENT_UNKNOWN: 'send',
  });
  expect(sandbox.server.sandbox.counted.map(({ eventName }) => eventName)).toEqual([
    'CompleteRegistration',
  ]);
  expect(ran.stdout).toContain(`${file}:2`);
  expect(ran.stdout).toContain('triggerSource is missing');
  expect(ran.exitCode).toBe(1);
});
