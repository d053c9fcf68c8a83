import type { Life, Metadata } from '@meta-capi/stand-ins/stripe';

const hour = 3600;
const denied: Metadata = { meta_consent: 'denied' };
const granted: Metadata = { meta_consent: 'granted' };

/** What the model of a merchant's week needs in addition to the payments that Stripe recorded. */
export interface Week {
  life: Life;
  /** Subscriptions that began with a trial. */
  trials: Set<string>;
  canceled: Set<string>;
  /** Subscriptions, invoices and PaymentIntents whose visitor refused. */
  denied: Set<string>;
}

/** Every way in which a subscription is paid or not paid, and single sales among them. */
export function liveAWeek(life: Life): Week {
  const week: Week = { life, trials: new Set(), canceled: new Set(), denied: new Set() };
  for (const metadata of [granted, {}, denied]) {
    withConsent(week, metadata);
    life.wait(hour);
  }
  return week;
}

function withConsent(week: Week, metadata: Metadata): void {
  const { life, trials, canceled } = week;
  const isDenied = metadata === denied;

  function subscribe(options: Omit<Parameters<Life['subscribe']>[0], 'customer' | 'metadata'>) {
    const subscription = life.subscribe({ customer: life.customer(), metadata, ...options });
    if (options.hasTrial) trials.add(subscription.id);
    if (isDenied) week.denied.add(subscription.id);
    life.wait(60);
    return subscription;
  }
  function pay(options: Omit<Parameters<Life['pay']>[0], 'metadata'>) {
    const intent = life.pay({ metadata, ...options });
    if (isDenied) week.denied.add(intent.id);
    life.wait(60);
    return intent;
  }

  // Single sales: by a guest, by a customer, with Checkout, captured later.
  pay({ amount: 700 });
  pay({ amount: 800, customer: life.customer() });
  pay({ amount: 900, sessionMetadata: metadata });
  pay({ amount: 950, sessionMetadata: metadata, customer: life.customer() });
  const held = pay({ amount: 1000, sessionMetadata: metadata, isCapturedLater: true });
  life.wait(hour);
  life.capture(held);

  // An invoice without a subscription; only the invoice has the consent.
  const billed = life.invoice({ customer: life.customer(), amount: 1100, metadata });
  life.wait(hour);
  life.settle(billed);
  if (isDenied) for (const id of [billed.id, billed.paymentIntent ?? '']) week.denied.add(id);

  // Checkout: paid at once, and with a trial.
  const sold = subscribe({ amount: 1900, sessionMetadata: metadata });
  const tried = subscribe({ amount: 2000, sessionMetadata: metadata, hasTrial: true });

  // A trial that ends with a card, and one without, which is paid a day later.
  const trial = subscribe({ amount: 2100, hasTrial: true });
  const cardless = subscribe({ amount: 2200, hasTrial: true });
  const neverPaid = subscribe({ amount: 2300, hasTrial: true });

  // 3-D Secure that is confirmed, and one that is not.
  const secured = subscribe({ amount: 2400, needsConfirmation: true });
  life.wait(120);
  life.confirm(secured);
  const abandoned = subscribe({ amount: 2500, needsConfirmation: true });
  life.wait(hour);
  life.cancel(abandoned);
  canceled.add(abandoned.id);

  // A free plan, upgraded after a while; a 100 % coupon on the first invoice.
  const free = subscribe({ amount: 0 });
  const coupon = subscribe({ amount: 2600, isFree: true });

  // An invoice by e-mail that is paid after the next one, and one that is paid outside Stripe.
  const late = subscribe({ amount: 2700, collectionMethod: 'send_invoice' });
  const lateFirst = life.latestInvoice(late);
  const outside = subscribe({ amount: 2800, collectionMethod: 'send_invoice' });
  life.wait(2 * hour);
  life.settle(life.latestInvoice(outside), true);

  life.wait(2 * hour);
  life.endTrial(tried, true);
  life.endTrial(trial, true);
  life.endTrial(cardless, false);
  life.endTrial(neverPaid, false);
  life.wait(hour);
  life.changePlan(free, 2900, 2900);
  life.renew(coupon);

  life.wait(2 * hour);
  // The failed payment of the trial without a card is recovered; another renewal fails, too.
  life.renew(cardless, { amount: 2200 });
  life.settle(life.renew(late, { fails: true }));
  life.wait(60);
  life.settle(lateFirst);
  const failed = life.renew(sold, { fails: true });
  life.wait(hour);
  life.settle(failed);

  // Renewals, an upgrade with proration, a pause and a free month.
  life.wait(2 * hour);
  for (const subscription of [secured, trial, free, coupon]) {
    life.renew(subscription);
    life.wait(60);
  }
  life.settle(life.renew(outside, { fails: true }), true);
  life.changePlan(trial, 4200, 1150);
  life.setStatus(secured, 'paused');
  life.wait(hour);
  life.setStatus(secured, 'active');
  life.wait(60);
  life.renew(secured);
  life.setStatus(coupon, 'trialing');
  life.wait(hour);
  life.renew(coupon, { amount: 0 });
  life.setStatus(coupon, 'active');
  life.renew(coupon);

  life.wait(hour);
  for (const subscription of [trial, neverPaid, sold]) {
    life.cancel(subscription);
    canceled.add(subscription.id);
  }
}
