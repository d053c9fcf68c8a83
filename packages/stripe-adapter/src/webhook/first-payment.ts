import * as z from 'zod/mini';
import {
  amountPaid,
  invoiceRelation,
  needsHistory,
  paidAmount,
  subscriptionOf,
} from '../mapping/subscription-payment.ts';
import type { LookUps } from './look-up.ts';

/**
 * The invoice with the answer whether it is the first of its subscription with which anything was
 * paid, where only Stripe's list of invoices shows it. History decides, not the order in which
 * events arrive, so that redeliveries and backfills agree.
 *
 * @throws RedeliveryNeededError where Stripe does not answer
 */
export async function withFirstPayment(
  invoice: unknown,
  lookUps: LookUps,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const own = subject.safeParse(invoice).data;
  const subscription = own && subscriptionOf(own);
  if (own === undefined || subscription === undefined || !needsHistory(own)) return undefined;
  const isEarlier = (other: z.infer<typeof paidInvoice>): boolean =>
    other.id !== own.id && amountPaid(other) > 0 && precedes(other, own);
  let last: string | undefined;
  for (;;) {
    const starting_after = last;
    const params = {
      subscription,
      status: 'paid' as const,
      limit: pageSize,
      ...(starting_after === undefined ? {} : { starting_after }),
    };
    const page = await lookUps.deciding(async (request) =>
      invoiceList.parse(await lookUps.stripe.invoices.list(params, request)),
    );
    if (page.data.some(isEarlier)) return { meta_first_payment: false };
    last = page.data.at(-1)?.id;
    if (!page.has_more || last === undefined) return { meta_first_payment: true };
  }
}

/** The payment before a renewal decides. It is usually the second of the list. */
const pageSize = 20;

const dated = z.object({
  id: z.string(),
  created: z.catch(z.optional(z.int()), undefined),
  status_transitions: z.catch(
    z.optional(z.object({ paid_at: z.catch(z.optional(z.int()), undefined) })),
    undefined,
  ),
});

type Dated = z.infer<typeof dated>;

const paidInvoice = z.intersection(dated, paidAmount);
const subject = z.intersection(dated, invoiceRelation);

// https://docs.stripe.com/api/invoices/list: the newest first
const invoiceList = z.object({ data: z.array(paidInvoice), has_more: z.boolean() });

/** Paid earlier; in one and the same second the id decides, so that one of both is first. */
function precedes(other: Dated, own: Dated): boolean {
  const [theirs, ours] = [paidAt(other), paidAt(own)];
  return theirs === ours ? other.id < own.id : theirs < ours;
}

// One whose PaymentIntent arrives before it is paid is paid after all that are.
function paidAt({ status_transitions, created }: Dated): number {
  return (
    status_transitions?.paid_at ?? (status_transitions ? Number.POSITIVE_INFINITY : created) ?? 0
  );
}
