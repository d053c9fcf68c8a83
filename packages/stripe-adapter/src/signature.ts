import { WebhookError } from '@meta-capi/core';
import Stripe from 'stripe';

/** Seconds between signing and arrival. */
// https://docs.stripe.com/webhooks/signature#replay-attacks
const tolerance = 300;

/**
 * Proves with the vendor's own code that Stripe signed this body, lately, with one of the secrets.
 *
 * @throws WebhookError 400; its text is ours, since Stripe's errors hold the body
 */
export async function verifySignature(
  body: string,
  header: string,
  secrets: readonly string[],
): Promise<void> {
  const age = Math.floor(Date.now() / 1000) - signedAt(header);
  // Stripe's code has a tolerance for the past only.
  if (age < -tolerance) throw refused('it was signed more than 300 s from now: check the clock');
  const verified = await Promise.allSettled(secrets.map((secret) => verify(body, header, secret)));
  if (verified.some(({ status }) => status === 'fulfilled')) return;
  if (age > tolerance)
    throw refused('it was signed more than 300 s ago: a replay, or a late clock');
  throw refused(
    secrets.some((secret) => /\s/.test(secret))
      ? 'webhookSecret contains white space: remove it'
      : 'no secret fits; check that webhookSecret is this endpoint’s and that the body arrives as Stripe sent it, not parsed and written again by a framework',
  );
}

async function verify(body: string, header: string, secret: string): Promise<void> {
  const { signature } = Stripe.webhooks;
  if (signature === null) throw new TypeError('stripe has no signature code');
  await signature.verifyHeaderAsync(body, header, secret, tolerance);
}

/** The time in the header, in Unix seconds; anybody may have written it. */
// t=1492774577,v1=5257a869…,v1=…,v0=…
// https://docs.stripe.com/webhooks/signature#verify-manually
function signedAt(header: string): number {
  const items = header.length <= 4096 ? header.split(',') : [];
  const times = items.filter((item) => item.startsWith('t='));
  const wellFormed = items.length <= 32 && items.every((item) => /^\w+=\w+$/.test(item));
  const [, seconds] = /^t=(\d{1,10})$/.exec(times[0] ?? '') ?? [];
  if (!wellFormed || times.length !== 1 || seconds === undefined) {
    throw refused('the header is not one that Stripe writes');
  }
  return Number(seconds);
}

function refused(why: string): WebhookError {
  return new WebhookError(400, `Stripe-Signature refused: ${why}.`);
}
