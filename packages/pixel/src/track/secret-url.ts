import { warn } from '../fbq/warn.ts';

// Bundlers replace `process.env.NODE_ENV`; this package has no types of Node.js.
declare const process: { readonly env: { readonly NODE_ENV?: string } };

let isWarned = false;

/**
 * Warns once, during development, if the page's address holds a secret: Meta's library sends
 * the complete address, with query and fragment. A production bundle does not contain the warning.
 */
export function warnOfSecretUrl(): void {
  try {
    // Bundlers remove the call only if this is the whole condition; then they remove the empty `try` too.
    // https://webpack.js.org/guides/production/#specify-the-mode
    if (process.env.NODE_ENV !== 'production') warnOnce();
  } catch {
    warnOnce(); // A page without a bundler has no `process`.
  }
}

function warnOnce(): void {
  const secret = secretParameter.exec(location.search + location.hash)?.[1];
  // The inline base code and a page without a bundler have no access to the mode of the site's build. A
  // development server has a port in its address, a public site has none.
  if (isWarned || secret === undefined || location.port === '') return;
  isWarned = true;
  warn(`call takeFromUrl: ${secret} in the URL is sent to Meta.`);
}

// https://docs.stripe.com/api/payment_intents/object#payment_intent_object-client_secret
const secretParameter = /[?&#](\w*(secret|token|password|email|phone)|code)=/i;
