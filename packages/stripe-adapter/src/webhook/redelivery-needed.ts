/**
 * Nothing can be decided about an event for now, so its source has to send it again. The text is ours:
 * Stripe's own may quote the key, and a foreign error anything.
 */
export class RedeliveryNeededError extends Error {
  override readonly name = 'RedeliveryNeededError';
}
