import type { CustomData } from '../event/capi-event.ts';
import { isRecord } from '../input/is-record.ts';
import { safeKey } from '../privacy/personal-data.ts';
import { WebhookError } from '../webhook/webhook-error.ts';
import { RelayRefusal } from './refusal.ts';

/** Everything that a page may post about an event. */
export interface RelayedEvent {
  eventName: string;
  eventId: string;
  customData?: CustomData | undefined;
  /** The consent that the page has read; `readConsent` decides what it means. */
  consent?: unknown;
}

/**
 * Reads what a page posted; anyone may have written it.
 *
 * @throws WebhookError 400 with the field's name, never its value
 */
export function readRelayed(body: Uint8Array, trustValue: boolean): RelayedEvent {
  const posted = parse(body);
  if (!isRecord(posted)) throw malformed('the body', 'a JSON object');
  const { eventName, eventId, customData, consent, ...rest } = posted;
  if (!isShortText(eventName)) throw malformed('eventName', `text of 1 to ${maxText} characters`);
  if (!isShortText(eventId)) throw malformed('eventId', `text of 1 to ${maxText} characters`);
  if (customData !== undefined && !isRecord(customData)) throw malformed('customData', 'an object');
  // Only the server adds identity and addresses: a post that contains them is not from our page.
  const [extra] = Object.keys(rest);
  if (extra !== undefined) throw extraField(extra);
  if (customData === undefined) return { eventName, eventId, consent };
  const data = trustValue ? customData : withoutAmounts(customData);
  return { eventName, eventId, customData: data, consent };
}

type Data = Readonly<Record<string, unknown>>;

const maxText = 100;

// `price` belongs to an item for offline events, and to a car or a home in custom_data.
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/offline-events
const amounts: ReadonlySet<string> = new Set([
  'item_price',
  'net_revenue',
  'predicted_ltv',
  'price',
  'value',
]);

// Only lists of objects are kept: JSON as text, or a list in a list, may contain prices too.
function withoutAmounts(customData: Data): Data {
  const { contents, ...rest } = withoutAmountsOf(customData);
  if (!Array.isArray(contents)) return rest;
  return { ...rest, contents: contents.filter(isRecord).map(withoutAmountsOf) };
}

function withoutAmountsOf(data: Data): Data {
  return Object.fromEntries(Object.entries(data).filter(([key]) => !amounts.has(key)));
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw malformed('the body', 'JSON in UTF-8');
  }
}

function isShortText(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.trim() !== '' &&
    value.length <= maxText &&
    !/\p{Cc}/u.test(value)
  );
}

function extraField(name: string): RelayRefusal {
  const problem = 'is not allowed; only eventName, eventId, customData and consent are.';
  return new RelayRefusal(
    400,
    `A page posted a malformed event: a field ${problem}`,
    `A page posted a malformed event: the field ${safeKey(name)} ${problem}`,
  );
}

function malformed(what: string, shape: string): WebhookError {
  return new WebhookError(400, `A page posted a malformed event: ${what} must be ${shape}.`);
}
