import type { CapiEvent } from '@meta-capi/core';
import type { StoredMessage } from './fake-sqs.ts';

/** Values that Meta requires unhashed. Only a record may contain them. */
const clear = {
  client_ip_address: '93.184.216.34',
  client_user_agent: 'Mozilla/5.0 (zqagent)',
  fbp: 'fb.1.1596403881668.1116446470',
} as const;

/** An event of a made-up person with every kind of data that an event can contain. */
export function fullPurchase(eventId: string): CapiEvent {
  const clickedAt = Date.now() - 86_400_000;
  return {
    eventName: 'Purchase',
    eventId,
    eventTime: new Date(),
    actionSource: 'website',
    userData: {
      email: 'Zqcanary.1@Example.com',
      phone: '+30 691 555 0001',
      firstName: 'Zqcanaryan',
      lastName: 'Zqcanarylast',
      gender: 'f',
      dateOfBirth: '1990-02-03',
      city: 'Zqcanaryville',
      state: 'ca',
      zip: '94035',
      country: 'us',
      externalId: ['zqcanary-user-1', 'zqcanary-user-2'],
    },
    visitor: {
      consent: 'granted',
      clientIpAddress: clear.client_ip_address,
      clientUserAgent: clear.client_user_agent,
      fbp: clear.fbp,
      fbc: `fb.1.${clickedAt}.zqclick`,
      eventSourceUrl: 'https://shop.example.com/thanks?email=zqcanary.1@example.com',
      referrerUrl: 'https://shop.example.com/cart?q=zqcanary',
    },
    customData: { value: 12.5, currency: 'EUR', order_id: 'order', content_ids: ['sku'] },
  };
}

const hash = /^[\da-f]{64}$/;
const hashed = ['em', 'ph', 'fn', 'ln', 'ge', 'db', 'ct', 'st', 'zp', 'country', 'external_id'];

/** Every value that a record of `fullPurchase` may contain, by its path. Anything else is a leak. */
const allowed: Readonly<Record<string, RegExp>> = {
  v: /^1$/,
  pixelId: /^1234567890$/,
  queuedAt: /^\d{13}$/,
  firstAmbiguousAt: /^\d{13}$/,
  testEventCode: /^TEST1$/,
  'event.wire.event_name': /^Purchase$/,
  'event.wire.event_id': /^order_\d+$/,
  'event.wire.event_time': /^\d{10}$/,
  'event.wire.action_source': /^website$/,
  'event.wire.event_source_url': /^https:\/\/shop\.example\.com\/thanks$/,
  'event.wire.referrer_url': /^https:\/\/shop\.example\.com\/cart$/,
  ...Object.fromEntries(hashed.map((key) => [`event.wire.user_data.${key}[]`, hash])),
  'event.wire.user_data.client_ip_address': exactly(clear.client_ip_address),
  'event.wire.user_data.client_user_agent': exactly(clear.client_user_agent),
  'event.wire.user_data.fbp': exactly(clear.fbp),
  'event.wire.user_data.fbc': /^fb\.1\.\d{13}\.zqclick$/,
  'event.wire.custom_data.value': /^12\.5$/,
  'event.wire.custom_data.currency': /^EUR$/,
  'event.wire.custom_data.order_id': /^order$/,
  'event.wire.custom_data.content_ids[]': /^sku$/,
};

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`);
}

/** The paths in a message whose values are not allowed. */
export function unexpectedContents({
  body,
  attributes,
}: Pick<StoredMessage, 'attributes' | 'body'>): readonly string[] {
  const wrong = leavesOf(JSON.parse(body)).filter(
    ([path, value]) => !allowed[path]?.test(String(value)),
  );
  const reasons = /^(?:expired|in_doubt|rejected|unknown_pixel|unreadable)$/;
  const wrongAttributes = Object.entries(attributes).filter(
    ([name, { StringValue }]) => name !== 'reason' || !reasons.test(StringValue ?? ''),
  );
  return [...wrong.map(([path]) => path), ...wrongAttributes.map(([name]) => `attribute ${name}`)];
}

/** The paths that a record of `fullPurchase` must contain, so that the check above covers each. */
export function pathsOf({ body }: Pick<StoredMessage, 'body'>): ReadonlySet<string> {
  return new Set(leavesOf(JSON.parse(body)).map(([path]) => path));
}

export const allowedPaths: readonly string[] = Object.keys(allowed);

function leavesOf(value: unknown, path = ''): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => {
    const next = Array.isArray(value) ? `${path}[]` : `${path}${path && '.'}${key}`;
    return leavesOf(inner, next);
  });
}

/** Finds a value in a log, a table or a result that only a record may contain. */
export function findClear(text: string): string | undefined {
  return text.match(/93\.184\.216\.34|zqagent|1116446470|zqclick/)?.[0];
}
