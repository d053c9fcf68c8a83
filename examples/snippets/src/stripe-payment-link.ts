import { readVisitor } from '@meta-capi/pixel';
import { packClientReference } from '@meta-capi/stripe-adapter/client-reference';

const links = 'a[href^="https://buy.stripe.com/"]';

/**
 * Adds the visitor to every Payment Link when it is clicked, and to every pricing table. Call it once
 * when the page has loaded.
 */
export function carryVisitorToStripe(): void {
  for (const type of ['click', 'auxclick', 'contextmenu']) {
    // At the click, since the visitor may answer the consent banner at any time before it.
    document.addEventListener(type, addToLink, { capture: true });
  }
  addToPricingTables();
}

/** Call it again when the visitor has answered: a pricing table reads its attributes once. */
export function addToPricingTables(): void {
  for (const table of document.querySelectorAll('stripe-pricing-table')) {
    if (isOwn(table.getAttribute('client-reference-id'))) continue;
    const fresh = table.cloneNode() as Element;
    fresh.setAttribute('client-reference-id', packClientReference(readVisitor()));
    table.replaceWith(fresh);
  }
}

function addToLink({ target }: Event): void {
  const link = target instanceof Element && target.closest<HTMLAnchorElement>(links);
  if (!link) return;
  const url = new URL(link.href);
  if (isOwn(url.searchParams.get('client_reference_id'))) return;
  url.searchParams.set('client_reference_id', packClientReference(readVisitor()));
  link.href = url.href;
}

/** Your own reference stays: then the visitor cannot be carried. */
function isOwn(reference: string | null): boolean {
  return reference !== null && !reference.startsWith('mc1');
}
