import type { JsonObject } from '../src/judge/json.ts';

/** 2026-11-24T12:00:00Z in milliseconds: the clock of every test that needs one. */
export const NOW = Date.parse('2026-11-24T12:00:00Z');

/** In Unix seconds, some time before the tests' clock. */
export function secondsAgo(seconds: number): number {
  return NOW / 1000 - seconds;
}

/**
 * A Purchase on a website that breaks no rule. It follows the sample payload of
 * https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api
 */
export function purchase(changes: JsonObject = {}): JsonObject {
  return without({
    event_name: 'Purchase',
    event_time: secondsAgo(60),
    event_id: 'order-1001',
    event_source_url: 'https://shop.example.com/thank-you?step=done',
    action_source: 'website',
    user_data: userData(),
    custom_data: customData(),
    ...changes,
  });
}

export function userData(changes: JsonObject = {}): JsonObject {
  return without({
    client_ip_address: '203.0.113.77',
    client_user_agent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36',
    // sha256 of test@example.com and of 12345678901, as in Meta's samples
    em: ['973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b'],
    ph: ['254aa248acb47dd654ca3ea53f48c2c26d641d23d7e2e93a1ec56258df7674c4'],
    fbp: 'fb.1.1795000000000.1098115397',
    fbc: 'fb.1.1795000000000.IwAR2F4dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk',
    ...changes,
  });
}

export function customData(changes: JsonObject = {}): JsonObject {
  return without({
    value: 142.52,
    currency: 'USD',
    content_type: 'product',
    contents: [{ id: 'sku-1', quantity: 2, item_price: 71.26 }],
    ...changes,
  });
}

/** A change to undefined takes the key away. */
function without(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
