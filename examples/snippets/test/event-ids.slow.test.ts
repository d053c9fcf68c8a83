import { readFile } from 'node:fs/promises';
import { activeCampaignToEvents } from '@meta-capi/activecampaign-adapter';
import { cognitoToEvents } from '@meta-capi/cognito-trigger';
import type { CapiEvent } from '@meta-capi/core';
import { stripeToEvents } from '@meta-capi/stripe-adapter';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../../../tools/chromium.ts';
import { idOf, type Vector } from './id-of.ts';

declare const eventIds: { idOf: typeof idOf };

// The vectors stand in the guide, were computed with Python's hashlib, and are judged here.
const guide = await readFile(new URL('../../../docs/event-ids.md', import.meta.url), 'utf8');
const vectors: Vector[] = guide.split('\n').flatMap((line) => {
  const [, source, eventName, of, id] =
    /^\| (\w+) \| `(\w+)` \| `([^`]+)` \| `([^`]+)` \|$/.exec(line) ?? [];
  return source && eventName && of && id ? [{ source, eventName, of, id }] : [];
});
function webhookOf({ source, eventName, of }: Vector): readonly CapiEvent[] {
  const [one = '', two = '', three = ''] = of.split(', ');
  const now = new Date('2026-11-24T12:00:00Z');
  const email = 'ann@example.com';
  if (source === 'stripe') return stripeWebhookOf(one, email);
  if (source === 'cognito') {
    const event = {
      version: '1',
      region: 'eu-west-1',
      userPoolId: one,
      userName: two,
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      callerContext: { awsSdkVersion: '3', clientId: 'shop' },
      request: { userAttributes: { sub: two, email } },
      response: {},
    } as const;
    return cognitoToEvents(event, now);
  }
  return activeCampaignToEvents(activeCampaignPayload(two, three, email), now, {
    account: one,
    eventName,
    forms: { 5: eventName },
    tags: { trial: eventName },
    wonDeals: { valueIn: 'units', eventName },
  });
}

/** Of a contact and a list, a form or a tag; or of a deal. */
function activeCampaignPayload(one: string, two: string, email: string) {
  const common = { date_time: '2026-11-24T11:59:00+00:00', initiated_from: 'public' };
  const [kind = '', key = ''] = (two || one).split(':');
  const contact = { id: one, email };
  if (kind === 'deal') {
    const deal = { id: key, status: '1', value_raw: '100', currency: 'eur' };
    return { ...common, type: 'deal_update', deal, contact: { id: '36', email } };
  }
  if (kind === 'tag') return { ...common, type: 'contact_tag_added', tag: key, contact };
  const of = kind === 'form' ? { list: '3', form: { id: key } } : { list: two };
  return { ...common, type: 'subscribe', ...of, contact };
}

/** What was paid is a PaymentIntent, or an invoice where the shop chose those. */
function stripeWebhookOf(paid: string, email: string): readonly CapiEvent[] {
  const envelope = { id: 'evt_1', created: 1_795_000_000, livemode: true };
  const id = paid.replace(/_secret_.*/, '');
  if (id.startsWith('in_')) {
    const object = {
      id,
      amount_paid: 1250,
      currency: 'eur',
      billing_reason: 'subscription_create',
    };
    const data = { object: { ...object, customer_email: email } };
    return stripeToEvents(
      { ...envelope, type: 'invoice.paid', data },
      { purchaseSource: 'invoice' },
    );
  }
  const object = { id, amount: 1250, currency: 'eur', receipt_email: email };
  return stripeToEvents({ ...envelope, type: 'payment_intent.succeeded', data: { object } });
}

describe('one table of event ids', () => {
  it('has vectors of all three sources, no id twice', () => {
    expect(new Set(vectors.map(({ source }) => source))).toEqual(
      new Set(['stripe', 'cognito', 'activecampaign']),
    );
    expect(vectors.length).toBeGreaterThanOrEqual(8);
    expect(new Set(vectors.map(({ id }) => id)).size).toBe(vectors.length);
  });

  it.each(vectors)('in a route: $source of $of', (vector) => {
    expect(idOf(vector)).toBe(vector.id);
  });

  it.each(vectors)('from the webhook: $source of $of', (vector) => {
    expect(webhookOf(vector)).toMatchObject([{ eventName: vector.eventName, eventId: vector.id }]);
  });

  it.skipIf(chromiumPath() === undefined)('in a browser, on a page without https', async () => {
    const { outputFiles } = await build({
      entryPoints: [`${import.meta.dirname}/id-of.ts`],
      bundle: true,
      platform: 'browser',
      format: 'iife',
      globalName: 'eventIds',
      conditions: ['@meta-capi/source'],
      write: false,
    });
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.route('**', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
      );
      await page.goto('http://shop.example.com/');
      await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
      const computed = await page.evaluate((given) => given.map(eventIds.idOf), vectors);

      expect(await page.evaluate(() => isSecureContext)).toBe(false);
      expect(computed).toEqual(vectors.map(({ id }) => id));
    } finally {
      await browser.close();
    }
  });
});
