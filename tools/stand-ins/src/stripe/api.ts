import type { Invoice, Records, StripeRecord } from './records.ts';
import { basil, charge, shapeOf } from './shapes.ts';

export interface ApiRequest {
  path: string;
  query: URLSearchParams;
  /** Of the client, not of the endpoint. */
  version: string;
  account: string | undefined;
}

export interface ApiAnswer {
  status: number;
  body: unknown;
}

/** Answers as Stripe's API does: no unknown parameter, no foreign account, nothing that cannot be expanded. */
// https://docs.stripe.com/api/errors
export function answerApi(request: ApiRequest, records: Records): ApiAnswer {
  try {
    return { status: 200, body: answer(request, records) };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: { error: error.body } };
    throw error;
  }
}

class Refusal extends Error {
  readonly status: number;
  readonly body: object;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.body = { type: 'invalid_request_error', code, message };
  }
}

const collections: Readonly<Record<string, StripeRecord['kind']>> = {
  '/v1/customers': 'customer',
  '/v1/payment_intents': 'payment_intent',
  '/v1/invoices': 'invoice',
  '/v1/subscriptions': 'subscription',
  '/v1/checkout/sessions': 'checkout.session',
};

function answer(request: ApiRequest, records: Records): unknown {
  const { path } = request;
  if (path === '/v1/invoice_payments' && request.version >= basil) {
    return invoicePayments(request, records);
  }
  if (path === '/v1/invoices') return invoices(request, records);
  if (path === '/v1/checkout/sessions') return sessions(request, records);
  const [, collection = '', id = ''] = /^(.*)\/([^/]+)$/.exec(path) ?? [];
  const kind = collections[collection];
  if (kind === undefined) throw new Refusal(404, 'url_invalid', `Unrecognized request URL ${path}`);
  const { expand } = parameters(request, []);
  return expanded(owned(records, kind, id, request), expand, request, records);
}

/** The parameters, `expand` apart; Stripe refuses those that it does not know. */
function parameters(
  { query }: ApiRequest,
  known: readonly string[],
): { given: Record<string, string>; expand: string[] } {
  const given: Record<string, string> = {};
  const expand: string[] = [];
  for (const [name, value] of query) {
    if (/^expand\[\d*\]$/.test(name)) expand.push(value);
    else if (known.includes(name)) given[name] = value;
    else throw new Refusal(400, 'parameter_unknown', `Received unknown parameter: ${name}`);
  }
  return { given, expand };
}

function owned<Kind extends StripeRecord['kind']>(
  records: Records,
  kind: Kind,
  id: string,
  { account }: ApiRequest,
): Extract<StripeRecord, { kind: Kind }> {
  const record = records.find(kind, id);
  if (record === undefined || record.account !== account) {
    throw new Refusal(404, 'resource_missing', `No such ${kind}: '${id}'`);
  }
  return record;
}

// https://docs.stripe.com/api/expanding_objects
function expanded(
  record: StripeRecord,
  expand: readonly string[],
  request: ApiRequest,
  records: Records,
): Record<string, unknown> {
  const shape = shapeOf(record, request.version, records);
  for (const name of expand) {
    const id = shape[name];
    if (name === 'latest_charge' && record.kind === 'payment_intent') {
      shape[name] = charge(record);
    } else if (name === 'line_items' && record.kind === 'checkout.session') {
      shape[name] = lineItems(record.amountTotal);
    } else if (name === 'customer' && name in shape) {
      const found = typeof id === 'string' ? records.find('customer', id) : undefined;
      shape[name] = found === undefined ? null : shapeOf(found, request.version, records);
    } else {
      throw new Refusal(400, 'parameter_invalid', `This property cannot be expanded (${name}).`);
    }
  }
  return shape;
}

function lineItems(amount: number): object {
  const price = { id: 'price_1', product: 'prod_plan', unit_amount: amount };
  return {
    object: 'list',
    data: [{ id: 'li_1', object: 'item', description: 'Plan', price, quantity: 1 }],
    has_more: false,
  };
}

/** One page of a list, the newest first. */
// https://docs.stripe.com/api/pagination
function page<One extends StripeRecord>(
  found: readonly One[],
  given: Readonly<Record<string, string>>,
  show: (record: One) => unknown,
): object {
  const limit = Number(given['limit'] ?? 10);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw new Refusal(400, 'parameter_invalid_integer', 'Invalid integer: limit');
  }
  const newest = found.toReversed();
  const after = given['starting_after'];
  const from = after === undefined ? 0 : newest.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0) {
    throw new Refusal(400, 'resource_missing', `No such object: '${after}'`);
  }
  const data = newest.slice(from, from + limit).map(show);
  return { object: 'list', data, has_more: from + limit < newest.length };
}

// https://docs.stripe.com/api/invoices/list
function invoices(request: ApiRequest, records: Records): object {
  const known = ['subscription', 'status', 'limit', 'starting_after'];
  const { given, expand } = parameters(request, known);
  const { id } = owned(records, 'subscription', given['subscription'] ?? '', request);
  const found = records
    .all('invoice')
    .filter(({ subscription, status }) => subscription === id && status === given['status']);
  return page(found, given, (one) => expanded(one, ofData(expand), request, records));
}

// https://docs.stripe.com/api/checkout/sessions/list
function sessions(request: ApiRequest, records: Records): object {
  const known = ['payment_intent', 'subscription', 'limit', 'starting_after'];
  const { given, expand } = parameters(request, known);
  const { payment_intent: intent, subscription } = given;
  if (intent !== undefined) owned(records, 'payment_intent', intent, request);
  if (subscription !== undefined) owned(records, 'subscription', subscription, request);
  const found = records
    .all('checkout.session')
    .filter(
      (one) =>
        one.account === request.account &&
        (intent === undefined || one.paymentIntent === intent) &&
        (subscription === undefined || one.subscription === subscription),
    );
  return page(found, given, (one) => expanded(one, ofData(expand), request, records));
}

// https://docs.stripe.com/api/invoice-payment/list
function invoicePayments(request: ApiRequest, records: Records): object {
  const known = ['payment[type]', 'payment[payment_intent]', 'invoice', 'limit'];
  const { given, expand } = parameters(request, known);
  const found = paidInvoices(request, given, records);
  const isExpanded = ofData(expand).includes('invoice');
  return page(found, given, (one) => ({
    id: `inpay_${one.id}`,
    object: 'invoice_payment',
    invoice: isExpanded ? shapeOf(one, request.version, records) : one.id,
    payment: { type: 'payment_intent', payment_intent: one.paymentIntent },
    status: 'paid',
  }));
}

function paidInvoices(
  request: ApiRequest,
  given: Readonly<Record<string, string>>,
  records: Records,
): readonly Invoice[] {
  if (given['invoice'] !== undefined) {
    const invoice = owned(records, 'invoice', given['invoice'], request);
    return invoice.paymentIntent === undefined ? [] : [invoice];
  }
  if (given['payment[type]'] !== 'payment_intent') {
    throw new Refusal(400, 'parameter_missing', 'Missing required param: payment[type].');
  }
  const intent = owned(records, 'payment_intent', given['payment[payment_intent]'] ?? '', request);
  const found = records.find('invoice', intent.invoice);
  return found === undefined ? [] : [found];
}

function ofData(expand: readonly string[]): string[] {
  return expand.map((path) => {
    if (path.startsWith('data.')) return path.slice('data.'.length);
    throw new Refusal(400, 'parameter_invalid', `This property cannot be expanded (${path}).`);
  });
}
