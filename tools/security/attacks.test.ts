import { readFileSync } from 'node:fs';
import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';
import { createRelayHandler, createWebhookHandler } from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { describe, expect, test } from 'vitest';
import * as activeCampaign from './activecampaign-attacks.ts';
import { createTarget } from './attack.ts';
import { gatewayAttacks, wireAttacks } from './mount-attacks.ts';
import * as relay from './relay-attacks.ts';
import { foreignRequests } from './sandbox-attacks.ts';
import * as stripe from './stripe-attacks.ts';

// The attacks that SECURITY.md lists. Each table also has a genuine request: without it, a route that
// rejects everything would pass.

describe('Stripe’s route', () => {
  const target = createTarget([stripe.webhookSecret, 'maria@example.com'], (capi, reporter) =>
    createWebhookHandler(stripeAdapter({ webhookSecret: stripe.webhookSecret }), capi, {
      reporter,
    }),
  );
  test('accepts a genuine webhook', () => target.attack(stripe.genuine));
  test('is tried with at least 33 tricks', () => {
    expect(stripe.stripeAttacks.length).toBeGreaterThanOrEqual(33);
  });
  test.each(stripe.stripeAttacks)('withstands $name', (attack) => target.attack(attack));
});

describe('ActiveCampaign’s route', () => {
  const target = createTarget([activeCampaign.secret, 'maria@example.com'], (capi, reporter) =>
    createWebhookHandler(
      activeCampaignAdapter({ account: 'example', secret: activeCampaign.secret }),
      capi,
      { reporter },
    ),
  );
  test('accepts a genuine webhook', () => target.attack(activeCampaign.genuine));
  test('is tried with at least 31 tricks', () => {
    expect(activeCampaign.activeCampaignAttacks.length).toBeGreaterThanOrEqual(31);
  });
  test.each(activeCampaign.activeCampaignAttacks)('withstands $name', (attack) =>
    target.attack(attack),
  );
});

describe('the relay', () => {
  const target = createTarget(['maria@example.com', 'eve@example.com'], (capi, reporter) =>
    createRelayHandler(capi, { allow: ['Lead'], origins: [relay.origin], reporter }),
  );
  test('accepts a genuine post', () => target.attack(relay.genuine));
  test.each(relay.relayAttacks)('withstands $name', (attack) => target.attack(attack));
});

test('docs/attacks.md lists every one of them', () => {
  const page = readFileSync(new URL('../../docs/attacks.md', import.meta.url), 'utf8');
  const tables = [
    stripe.stripeAttacks,
    activeCampaign.activeCampaignAttacks,
    relay.relayAttacks,
    wireAttacks,
    gatewayAttacks,
    foreignRequests,
  ];
  const missing = tables.flat().filter(({ name }) => !page.includes(`| ${name} |`));
  expect(missing.map(({ name }) => name)).toEqual([]);
});
