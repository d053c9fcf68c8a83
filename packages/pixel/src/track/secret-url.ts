import { warn } from '../fbq/warn.ts';

let isWarned = false;

/**
 * Warns once, during development, if the page's address holds a secret: Meta's library sends
 * the complete address, with query and fragment.
 */
export function warnOfSecretUrl(): void {
  const secret = secretParameter.exec(location.search + location.hash)?.[1];
  // A development server has a port in its address, a public site has none.
  if (isWarned || secret === undefined || location.port === '') return;
  isWarned = true;
  warn(`call takeFromUrl: ${secret} in the URL is sent to Meta.`);
}

// https://docs.stripe.com/api/payment_intents/object#payment_intent_object-client_secret
const secretParameter = /[?&#](\w*(secret|token|password|email|phone)|code)=/i;
