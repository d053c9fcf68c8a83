import { WebhookError } from '@meta-capi/core/adapter';

/** Seconds between signing and arrival. */
// https://docs.stripe.com/webhooks/signature#replay-attacks
const tolerance = 300;

/**
 * Verifies with Stripe's own code that Stripe signed this body in the last 300 s with one of the secrets.
 *
 * @throws WebhookError 400; its text is ours, since Stripe's errors hold the body. 503 without the
 * package `stripe`
 */
export async function verifySignature(
  body: string,
  header: string,
  secrets: readonly string[],
): Promise<void> {
  const age = Math.floor(Date.now() / 1000) - signedAt(header);
  // Stripe's code has a tolerance for the past only.
  if (age < -tolerance) throw refused('it was signed more than 300 s from now: check the clock');
  const verify = await verification();
  const verified = await Promise.allSettled(
    secrets.map(async (secret) => verify(body, header, secret, tolerance)),
  );
  if (verified.some(({ status }) => status === 'fulfilled')) return;
  if (age > tolerance)
    throw refused('it was signed more than 300 s ago: a replay, or a late clock');
  throw refused(secrets.map(secretFault).find(Boolean) ?? noSecretMatches);
}

const noSecretMatches =
  'no secret matches; check that webhookSecret is the one of this endpoint and that the body arrives as Stripe sent it, not parsed and serialized again by a framework';

const giveSecret = 'give the signing secret of the endpoint (whsec_…)';

/** What is wrong with a secret that no endpoint can have. */
// https://docs.stripe.com/keys: sk_ secret, rk_ restricted, pk_ publishable
// https://docs.stripe.com/api/webhook_endpoints/object, https://docs.stripe.com/api/v2/core/event_destinations
function secretFault(secret: string): string | undefined {
  if (/\s/.test(secret)) return 'webhookSecret contains white space: remove it';
  if (/^["'`“‘]|["'`”’]$/.test(secret)) return 'webhookSecret is in quotes: remove them';
  const [key] = /^[srp]k_/.exec(secret) ?? [];
  if (key !== undefined) return `webhookSecret is an API key (${key}…): ${giveSecret}`;
  const [id] = /^(?:we|ed)_/.exec(secret) ?? [];
  if (id === undefined) return undefined;
  return `webhookSecret is the id of the endpoint (${id}…): ${giveSecret}`;
}

/** Stripe's own code, loaded on first use: `withVisitor` and backfills do not need the package. */
async function verification(): Promise<Verify> {
  // With the catch, bundlers accept that the package is missing.
  const stripe = await import('stripe').catch(() => undefined);
  const signature = stripe?.default.webhooks.signature;
  if (signature == null) throw new WebhookError(503, noStripe);
  return (...signed) => signature.verifyHeaderAsync(...signed);
}

type Verify = (body: string, header: string, secret: string, tolerance: number) => Promise<unknown>;

const noStripe =
  'The package stripe, whose code proves the signature, cannot be loaded: npm install stripe. Until then Stripe keeps the events and sends them again, for three days.';

/** The time in the header, in Unix seconds. It is not verified. */
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
