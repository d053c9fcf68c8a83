/** Environment variables whose values are never printed. */
const secretVariables = [
  'META_CAPI_ACCESS_TOKEN',
  'META_APP_SECRET',
  'STRIPE_API_KEY',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'ACTIVECAMPAIGN_API_TOKEN',
  'ACTIVECAMPAIGN_SECRET',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
];

/**
 * The shapes of secrets, wherever they were set: access tokens of Meta, keys and webhook secrets of
 * Stripe. https://docs.stripe.com/keys
 */
const secretShapes = /\bEAA[A-Za-z0-9]{16,}|\b(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{8,}/g;

/** The text with every secret replaced by its kind. */
export function redactSecrets(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  let redacted = text;
  for (const name of secretVariables) {
    const value = env[name]?.trim() ?? '';
    // A shorter value is not a secret, and replacing it would change other words.
    if (value.length >= 8) redacted = redacted.replaceAll(value, `<${name}>`);
  }
  return redacted.replaceAll(secretShapes, '<secret>');
}

// It begins only where no earlier character could belong to the address, which keeps the time linear.
const emailShape = /(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+/g;

/** The text with every e-mail address replaced. */
export function redactPersonalData(text: string): string {
  return text.replaceAll(emailShape, '<e-mail>');
}
