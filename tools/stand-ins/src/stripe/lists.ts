import type { ApiRequest } from './api-request.ts';
import { snapshotOf } from './events.ts';
import { expanded, ofData } from './expand.ts';
import { owned } from './owned.ts';
import { anything, boolean, type Parameters, paging, readParameters, time } from './parameters.ts';
import type { Happening, Invoice, Records } from './records.ts';
import { invalid, Refusal } from './refusal.ts';
import { shapeOf } from './shapes.ts';

/** One page of a list, the newest first. */
// https://docs.stripe.com/api/pagination
function page<One extends { id: string }>(
  found: readonly One[],
  { given }: Parameters,
  show: (record: One) => unknown,
): object {
  const limit = Number(given['limit'] ?? 10);
  const newest = found.toReversed();
  const after = given['starting_after'];
  const from = after === undefined ? 0 : newest.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0) {
    throw new Refusal(400, 'resource_missing', `No such object: '${after}'`, 'starting_after');
  }
  const data = newest.slice(from, from + limit).map(show);
  return { object: 'list', data, has_more: from + limit < newest.length };
}

// https://docs.stripe.com/api/invoices/list
export function listInvoices(request: ApiRequest, records: Records): object {
  const status = /^(?:draft|open|paid|uncollectible|void)$/;
  const sent = readParameters(request.query, { ...paging, subscription: anything, status });
  const { given, expand } = sent;
  const { subscription } = given;
  if (subscription !== undefined) owned(records, 'subscription', subscription, request);
  const found = records
    .all('invoice')
    .filter(
      (one) =>
        one.account === request.account &&
        (subscription === undefined || one.subscription === subscription) &&
        (given['status'] === undefined || one.status === given['status']),
    );
  return page(found, sent, (one) => expanded(one, ofData(expand), request, records));
}

// https://docs.stripe.com/api/checkout/sessions/list
export function listSessions(request: ApiRequest, records: Records): object {
  const known = { ...paging, payment_intent: anything, subscription: anything };
  const sent = readParameters(request.query, known);
  const { payment_intent: intent, subscription } = sent.given;
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
  return page(found, sent, (one) => expanded(one, ofData(sent.expand), request, records));
}

// https://docs.stripe.com/api/invoice-payment/list
export function listInvoicePayments(request: ApiRequest, records: Records): object {
  const sent = readParameters(request.query, {
    ...paging,
    'payment[type]': /^(?:charge|payment_intent|payment_record)$/,
    'payment[payment_intent]': anything,
    invoice: anything,
  });
  const [expandable, ...others] = new Set(ofData(sent.expand));
  const isExpanded = expandable === 'invoice';
  if (others.length > 0 || (expandable !== undefined && !isExpanded)) {
    throw invalid('expand', 'Only data.invoice can be expanded here.');
  }
  return page(paidInvoices(request, sent, records), sent, (one) => ({
    id: `inpay_${one.id}`,
    object: 'invoice_payment',
    invoice: isExpanded ? shapeOf(one, request.version, records) : one.id,
    payment: { type: 'payment_intent', payment_intent: one.paymentIntent },
    status: 'paid',
  }));
}

function paidInvoices(
  request: ApiRequest,
  { given }: Parameters,
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

/** `GET /v1/events`: events of the last 30 days, in the version of their endpoint. */
// https://docs.stripe.com/api/events/list
export function listEvents(
  request: ApiRequest,
  endpointVersion: string,
  records: Records,
  now: number,
): object {
  const sent = readParameters(request.query, {
    ...paging,
    type: anything,
    'types[0]': /^[a-z_]+(?:\.[a-z_]+)+$/,
    'created[gt]': time,
    'created[gte]': time,
    'created[lt]': time,
    'created[lte]': time,
    delivery_success: boolean,
  });
  const found = records.happenings.filter((one) => isListed(one, request, sent, now));
  // In the name of an account its events do not repeat it.
  return page(found, sent, (one) => {
    const { account: _, context: __, ...event } = snapshotOf(one, endpointVersion, records);
    return event;
  });
}

const thirtyDays = 30 * 86_400;

function isListed(
  { type, created, account, isDelivered }: Happening,
  request: ApiRequest,
  { given }: Parameters,
  now: number,
): boolean {
  const types = Object.keys(given).filter((name) => name.startsWith('types['));
  if (types.length > 20) throw invalid('types', 'You can give up to 20 types.');
  const wanted = [...types, 'type'].flatMap((name) => given[name] ?? []);
  const success = given['delivery_success'];
  return (
    account === request.account &&
    created >= now - thirtyDays &&
    (wanted.length === 0 || wanted.includes(type)) &&
    created > Number(given['created[gt]'] ?? -1) &&
    created >= Number(given['created[gte]'] ?? 0) &&
    created < Number(given['created[lt]'] ?? Infinity) &&
    created <= Number(given['created[lte]'] ?? Infinity) &&
    (success === undefined || isDelivered === (success === 'true'))
  );
}
