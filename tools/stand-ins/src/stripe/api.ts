import type { Account } from './account.ts';
import type { ApiRequest } from './api-request.ts';
import { createPaymentIntent, createSession, createSubscription, type Prices } from './create.ts';
import { expanded } from './expand.ts';
import { listEvents, listInvoicePayments, listInvoices, listSessions } from './lists.ts';
import { owned } from './owned.ts';
import { readParameters } from './parameters.ts';
import type { StripeRecord } from './records.ts';
import { Refusal } from './refusal.ts';
import { basil } from './shapes.ts';

export interface ApiAnswer {
  status: number;
  body: unknown;
}

export interface ApiSettings {
  /** The account of the request. */
  at: Account;
  endpointVersion: string;
  prices: Prices;
  /** The page of a payment method, without the id of the PaymentIntent. */
  redirectUrl: string;
}

/** Answers as Stripe's API does: no unknown parameter, no foreign account, nothing that cannot be expanded. */
// https://docs.stripe.com/api/errors
export function answerApi(request: ApiRequest, settings: ApiSettings): ApiAnswer {
  try {
    checkVersion(request.version);
    return { status: 200, body: answer(request, settings) };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body };
    throw error;
  }
}

// https://docs.stripe.com/api/versioning: since 2024-09-30 a version has the name of its release
function checkVersion(version: string): void {
  const [, date = '', name] = /^(\d{4}-\d{2}-\d{2})(?:\.([a-z]+))?$/.exec(version) ?? [];
  const isKnown = name === undefined ? date < '2024-09-30' : releases.has(name);
  if (date === '' || !isKnown) {
    throw new Refusal(400, undefined, `Invalid Stripe API version: ${version}`);
  }
}

const releases = new Set(['acacia', 'basil', 'clover', 'dahlia', 'endive']);

const collections: Readonly<Record<string, StripeRecord['kind']>> = {
  '/v1/customers': 'customer',
  '/v1/payment_intents': 'payment_intent',
  '/v1/invoices': 'invoice',
  '/v1/subscriptions': 'subscription',
  '/v1/checkout/sessions': 'checkout.session',
};

function answer(request: ApiRequest, settings: ApiSettings): unknown {
  const { method, path } = request;
  if (method === 'POST') return created(request, settings);
  if (method === 'GET') return listed(request, settings) ?? retrieved(request, settings);
  throw unrecognized(method, path);
}

function listed(
  request: ApiRequest,
  { at: { records, now }, endpointVersion }: ApiSettings,
): object | undefined {
  switch (request.path) {
    case '/v1/invoices':
      return listInvoices(request, records);
    case '/v1/checkout/sessions':
      return listSessions(request, records);
    case '/v1/invoice_payments':
      return request.version >= basil ? listInvoicePayments(request, records) : undefined;
    case '/v1/events':
      return listEvents(request, endpointVersion, records, now);
    default:
      return undefined;
  }
}

function retrieved(request: ApiRequest, { at: { records } }: ApiSettings): object {
  const [, collection = '', id = ''] = /^(.*)\/([^/]+)$/.exec(request.path) ?? [];
  const kind = collections[collection];
  if (kind === undefined) throw unrecognized(request.method, request.path);
  const { expand } = readParameters(request.query, {});
  return expanded(owned(records, kind, id, request), expand, request, records);
}

function created(request: ApiRequest, { at, prices, redirectUrl }: ApiSettings): object {
  const { method, path } = request;
  const make = {
    '/v1/payment_intents': () => createPaymentIntent(at, request, redirectUrl),
    '/v1/checkout/sessions': () => createSession(at, request, prices),
    '/v1/subscriptions': () => createSubscription(at, request, prices),
  }[path];
  if (make === undefined) throw unrecognized(method, path);
  return expanded(make(), [], request, at.records);
}

function unrecognized(method: string, path: string): Refusal {
  return new Refusal(404, undefined, `Unrecognized request URL (${method}: ${path}).`);
}
