import { readFileSync } from 'node:fs';
import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';
import { createRelayHandler, createWebhookHandler } from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { describe, expect, test } from 'vitest';
import * as activeCampaign from './activecampaign-attacks.ts';
import { createTarget } from './attack.ts';
import { gatewayAttacks, wireAttacks } from './mount-attacks.ts';
import * as relay from './relay-attacks.ts';
import { foreignRequests, markup } from './sandbox-attacks.ts';
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

/** One line of a table of docs/attacks.md. */
interface Row {
  readonly name: string;
  readonly statuses: readonly number[];
  readonly events?: number;
}

const tables: readonly (readonly [heading: string, rows: readonly Row[]])[] = [
  [`Stripe's route (${stripe.stripeAttacks.length})`, stripe.stripeAttacks],
  [
    `ActiveCampaign's route (${activeCampaign.activeCampaignAttacks.length})`,
    activeCampaign.activeCampaignAttacks,
  ],
  [`The relay (${relay.relayAttacks.length})`, relay.relayAttacks],
  [`\`toNodeHandler\`, on the wire (${wireAttacks.length})`, wireAttacks],
  [
    `\`toLambdaHandler\` (${gatewayAttacks.length})`,
    gatewayAttacks.map(({ name, status }) => ({ name, statuses: [status] })),
  ],
  [
    `The sandbox (${foreignRequests.length}, and ${markup.length} texts in Chromium)`,
    foreignRequests,
  ],
];

describe('docs/attacks.md', () => {
  const page = readFileSync(new URL('../../docs/attacks.md', import.meta.url), 'utf8');
  const sections = page.split(/^## /m).slice(1);
  const sectionOf = (heading: string): string =>
    sections.find((section) => section.startsWith(`${heading}\n`)) ?? '';
  const linesOf = (section: string, start: string): string[] =>
    section.split('\n').filter((line) => line.startsWith(start));

  test('has the headings of the tables, with their lengths, and no other table of tricks', () => {
    const headings = sections
      .filter((section) => section.includes('| Trick |'))
      .map((section) => section.slice(0, section.indexOf('\n')));
    expect(headings).toEqual(tables.map(([heading]) => heading));
  });

  test.each(tables)('has the table of: %s', (heading, rows) => {
    expect(linesOf(sectionOf(heading), '|')).toEqual([
      '| Trick | Answer |',
      '|---|---|',
      ...rows.map(({ name, statuses, events = 0 }) => {
        const event = events > 0 ? ', the event without the rubbish' : '';
        return `| ${name} | ${statuses.join(' or ')}${event} |`;
      }),
    ]);
  });

  test('has the texts that are tried in Chromium', () => {
    const [heading = ''] = tables.at(-1) ?? [];
    expect(linesOf(sectionOf(heading), '- `')).toEqual(
      markup.map((text) => `- \`${JSON.stringify(text)}\``),
    );
  });
});
