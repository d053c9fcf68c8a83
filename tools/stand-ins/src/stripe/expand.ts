import type { ApiRequest } from './api-request.ts';
import type { Records, StripeRecord } from './records.ts';
import { invalid } from './refusal.ts';
import { charge, shapeOf } from './shapes.ts';

/** A record with the objects that a request asks to expand. */
// https://docs.stripe.com/api/expanding_objects
export function expanded(
  record: StripeRecord,
  expand: readonly string[],
  request: ApiRequest,
  records: Records,
): Record<string, unknown> {
  const shape = shapeOf(record, request.version, records);
  for (const name of expand) {
    const id = shape[name];
    if (name === 'latest_charge' && record.kind === 'payment_intent') {
      shape[name] = id === null ? null : charge(record);
    } else if (name === 'line_items' && record.kind === 'checkout.session') {
      shape[name] = lineItems(record.amountTotal);
    } else if (name === 'customer' && name in shape) {
      const found = typeof id === 'string' ? records.find('customer', id) : undefined;
      shape[name] = found === undefined ? null : shapeOf(found, request.version, records);
    } else {
      throw invalid('expand', `This property cannot be expanded (${name}).`);
    }
  }
  return shape;
}

/** What to expand in each object of a list. */
export function ofData(expand: readonly string[]): string[] {
  return expand.map((path) => {
    if (path.startsWith('data.')) return path.slice('data.'.length);
    throw invalid('expand', `This property cannot be expanded (${path}).`);
  });
}

function lineItems(amount: number): object {
  const price = { id: 'price_1', product: 'prod_plan', unit_amount: amount };
  return {
    object: 'list',
    data: [{ id: 'li_1', object: 'item', description: 'Plan', price, quantity: 1 }],
    has_more: false,
  };
}
