import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';
import { createWebhookHandler, type EventSink, summarize, toNodeHandler } from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useSandbox } from './sandbox.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { runCommand } from './terminal.ts';

const sandbox = useSandbox();
const folder = temporaryFolder();
const stripeSecret = 'whsec_madeUpSecretOfThisTest0001';
const campaignSecret = 'made-up-secret-of-this-test-0002';

// A user's server, with the real adapters.
const received: string[] = [];
const sink: EventSink = {
  sendEvents: (events) => {
    received.push(...events.map(({ eventName }) => eventName));
    const outcomes = events.map(({ eventName, eventId }) => ({
      eventName,
      eventId,
      outcome: 'delivered' as const,
    }));
    return Promise.resolve(summarize(outcomes, [], events.length));
  },
};
const reporter = (): void => undefined;
const routes: Readonly<Record<string, (request: Request) => Promise<Response>>> = {
  '/stripe': createWebhookHandler(stripeAdapter({ webhookSecret: stripeSecret }), sink, {
    reporter,
  }),
  '/activecampaign': createWebhookHandler(
    activeCampaignAdapter({ account: 'example', secret: campaignSecret, listId: 3 }),
    sink,
    { reporter },
  ),
  '/stripe-library': async (request) => {
    const signature = request.headers.get('stripe-signature') ?? '';
    const event = Stripe.webhooks.constructEvent(await request.text(), signature, stripeSecret);
    received.push(event.type);
    return new Response();
  },
  '/lambda': async (request) => {
    const { triggerSource } = (await request.json()) as { triggerSource: string };
    received.push(triggerSource);
    return new Response();
  },
};
let server: Server;
let url = '';
beforeAll(async () => {
  const handle = toNodeHandler((request) => {
    const route = routes[new URL(request.url).pathname];
    return route?.(request) ?? Promise.resolve(new Response(null, { status: 404 }));
  });
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe('to the user’s route', () => {
  test.each([
    [['stripe', 'payment_intent.succeeded', '--add', 'livemode=true'], '/stripe', 'Purchase'],
    [['stripe', 'checkout.session.completed'], '/stripe-library', 'checkout.session.completed'],
    [['activecampaign', 'subscribe'], '/activecampaign', 'Contact'],
    [['activecampaign', 'automation_step'], '/activecampaign', 'Contact'],
    [['cognito', 'PostConfirmation_ConfirmSignUp'], '/lambda', 'PostConfirmation_ConfirmSignUp'],
  ])('%j is accepted', async (args, path, event) => {
    received.length = 0;
    const { exitCode, stdout } = await runCommand(['trigger', ...args, '--to', `${url}${path}`], {
      STRIPE_WEBHOOK_SECRET: stripeSecret,
      ACTIVECAMPAIGN_SECRET: campaignSecret,
    });

    expect(received).toEqual([event]);
    expect(stdout).toMatch(/^POST http:.* → 200 \(\d+ ms\)\n$/);
    expect(exitCode).toBe(0);
  });

  test('a wrong secret: the fix names the variable, and no secret is printed', async () => {
    const env = { STRIPE_WEBHOOK_SECRET: 'whsec_anotherSecretOfThisTest' };
    const { exitCode, stdout, stderr } = await runCommand(
      ['trigger', 'stripe', 'payment_intent.succeeded', '--to', `${url}/stripe`],
      env,
    );

    expect(stdout).toContain('→ 400');
    expect(stderr).toContain('fix: STRIPE_WEBHOOK_SECRET here and in the route must be the same');
    expect(stdout + stderr).not.toContain('anotherSecret');
    expect(exitCode).toBe(1);
  });

  test('a wrong path', async () => {
    const { stderr } = await runCommand([
      'trigger',
      'cognito',
      'PostConfirmation_ConfirmSignUp',
      '--to',
      `${url}/nowhere`,
    ]);
    expect(stderr).toContain('fix: check the path of --to.');
  });

  test.each([
    [
      ['stripe', 'payment_intent.succeeded', '--to', 'http://127.0.0.1:1/'],
      2,
      'STRIPE_WEBHOOK_SECRET is not set',
    ],
    [
      ['cognito', 'PostConfirmation_ConfirmSignUp', '--to', 'http://127.0.0.1:1/'],
      3,
      'did not answer',
    ],
    [
      ['stripe', 'payment_intent.succeeded', '--to', 'localhost:3000'],
      2,
      '--to must be an http or https URL',
    ],
    [['stripe', 'payment_intent.paid'], 2, 'Choose one of charge.refunded'],
    [['stripe'], 2, 'No payload of stripe is given'],
    [['paypal', 'x'], 2, 'stripe, cognito, activecampaign'],
    [['stripe', 'charge.refunded', '--add', '__proto__.a=1'], 2, '--add must be path=value'],
  ])('%j', async (args, exitCode, message) => {
    const ran = await runCommand(['trigger', ...args]);

    expect(ran.stderr).toContain(message);
    expect(ran.exitCode).toBe(exitCode);
  });
});

describe('without --to, through the adapter to the sandbox', () => {
  test.each([
    ['stripe', 'charge.refunded', []],
    ['stripe', 'checkout.session.async_payment_succeeded', ['Purchase']],
    ['stripe', 'checkout.session.completed', ['Purchase']],
    ['stripe', 'checkout.session.completed.unpaid', []],
    ['stripe', 'customer.subscription.created', ['StartTrial']],
    ['stripe', 'customer.subscription.deleted', ['CancelSubscription']],
    ['stripe', 'invoice.paid', ['Purchase', 'Subscribe']],
    ['stripe', 'payment_intent.succeeded', ['Purchase']],
    ['cognito', 'PostConfirmation_ConfirmForgotPassword', []],
    ['cognito', 'PostConfirmation_ConfirmSignUp', ['CompleteRegistration']],
    ['activecampaign', 'automation_step', ['Contact']],
    ['activecampaign', 'contact_tag_added', ['StartTrial']],
    ['activecampaign', 'deal_update', ['Purchase']],
    ['activecampaign', 'subscribe', ['Contact']],
  ])('%s %s makes %j', async (source, name, events) => {
    const { exitCode, stderr } = await runCommand(['trigger', source, name], sandbox.env);

    const found = sandbox.server.sandbox.events.map(
      ({ verdict, eventName }) => `${verdict} ${eventName}`,
    );
    expect({ found, stderr }).toMatchObject({ found: events.map((event) => `counted ${event}`) });
    expect(exitCode).toBe(0);
  });

  test('two calls are two conversions', async () => {
    await runCommand(['trigger', 'stripe', 'payment_intent.succeeded'], sandbox.env);
    await runCommand(['trigger', 'stripe', 'payment_intent.succeeded'], sandbox.env);

    expect(new Set(sandbox.server.sandbox.events.map(({ eventId }) => eventId)).size).toBe(2);
  });

  test('--add changes the payload', async () => {
    await runCommand(
      [
        'trigger',
        'stripe',
        'payment_intent.succeeded',
        '--add',
        'data.object.amount_received=2000',
        '--add',
        'data.object.currency=usd',
      ],
      sandbox.env,
    );

    expect(sandbox.server.sandbox.events[0]?.event).toMatchObject({
      custom_data: { value: 20, currency: 'USD' },
    });
  });

  test('never sends to Meta, even if a pixel is configured', async () => {
    const { exitCode, stderr } = await runCommand(
      ['trigger', 'stripe', 'payment_intent.succeeded', '--sandbox', 'http://127.0.0.1:1'],
      {
        META_PIXEL_ID: '1234567890',
        META_CAPI_ACCESS_TOKEN: `EAA${'x'.repeat(40)}`,
      },
    );
    expect(stderr).toContain('sandbox http://127.0.0.1:1');
    expect(exitCode).toBe(3);
  });
});

test('--print gives a file that can be edited and posted', async () => {
  const file = join(folder, 'sale.json');
  const { stdout } = await runCommand(['trigger', 'stripe', 'payment_intent.succeeded', '--print']);
  writeFileSync(
    file,
    stdout.replace('4999', '700').replace('"amount_received": 4999', '"amount_received": 700'),
  );
  const { exitCode } = await runCommand(['trigger', 'stripe', file], sandbox.env);

  expect(readFileSync(file, 'utf8')).toContain('anna.muster@example.com');
  expect(sandbox.server.sandbox.events[0]?.event).toMatchObject({ custom_data: { value: 7 } });
  expect(exitCode).toBe(0);
});

test('--list prints every payload with what it is', async () => {
  const ran = await runCommand(['trigger', '--list', '--json']);

  expect(ran.lines().length).toBeGreaterThan(14);
  for (const line of ran.lines()) {
    expect(line).toEqual({
      source: expect.any(String),
      name: expect.any(String),
      description: expect.stringMatching(/\.$/),
    });
  }
});
