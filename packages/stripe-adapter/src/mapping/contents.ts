import type { Content, CustomData } from '@meta-capi/core';
import { holdsPersonalData } from '@meta-capi/core/adapter';
import { majorUnits } from './minor-units.ts';

/** One position of a cart or an invoice; what is missing or odd is `undefined`. */
export interface CartLine {
  productId: string | undefined;
  quantity: number | undefined;
  /** Minor units, of one piece. */
  unitAmount: number | undefined;
  title: string | undefined;
}

/**
 * The cart in Meta's names, with Stripe's product ids; all of it or nothing. It only describes the
 * conversion, so nothing in it may cost the conversion: core refuses text that contains an e-mail
 * address or a phone number, which a shop's own product id or title may look like.
 */
export function contentsOf(
  lines: readonly CartLine[] | undefined,
  currency: string,
): CustomData | undefined {
  if (lines === undefined || lines.length === 0) return undefined;
  const contents: Content[] = [];
  for (const { productId = '', quantity, unitAmount, title } of lines) {
    if (productId.trim() === '' || holdsPersonalData(productId)) return undefined;
    if (quantity === undefined || quantity <= 0) return undefined;
    contents.push({
      id: productId,
      quantity,
      ...(unitAmount === undefined ? {} : { item_price: majorUnits(unitAmount, currency) }),
      ...(title === undefined || holdsPersonalData(title) ? {} : { title }),
    });
  }
  return { contents, content_type: 'product' };
}
