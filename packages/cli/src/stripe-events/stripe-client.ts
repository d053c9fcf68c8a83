import type Stripe from 'stripe';
import type { JsonRecord, JsonRecords } from '../files/json-records.ts';
import { CommandError } from '../output.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * A Stripe client with the key in `STRIPE_API_KEY` or `STRIPE_SECRET_KEY`. `STRIPE_API_BASE` is the
 * address of a stand-in on this machine.
 *
 * @throws CommandError without a key or without the package `stripe`
 */
export async function createStripeClient(env: Env): Promise<Stripe> {
  const key = env['STRIPE_API_KEY']?.trim() || env['STRIPE_SECRET_KEY']?.trim();
  if (!key) {
    throw new CommandError(
      'usage',
      'STRIPE_API_KEY is not set.',
      'Set it to a key that may read events and payments: a restricted key (rk_…) is enough.',
    );
  }
  const found = await import('stripe').catch(() => undefined);
  if (found === undefined) {
    throw new CommandError('usage', 'The package stripe is not installed.', 'npm install stripe');
  }
  return new found.default(key, { maxNetworkRetries: 2, ...addressOf(env['STRIPE_API_BASE']) });
}

function addressOf(base: string | undefined): Stripe.StripeConfig {
  if (!base?.trim()) return {};
  const url = URL.canParse(base) ? new URL(base) : undefined;
  // The key is sent there.
  if (url === undefined || !/^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname)) {
    throw new CommandError(
      'usage',
      'STRIPE_API_BASE is not an address of this machine.',
      'Remove it to use Stripe, or set it to a stand-in such as http://127.0.0.1:12111.',
    );
  }
  return {
    host: url.hostname,
    port: url.port,
    protocol: url.protocol === 'http:' ? 'http' : 'https',
  };
}

/**
 * Stripe's events of these types since a time, the newest first.
 *
 * @throws CommandError if Stripe does not answer
 */
export async function stripeRecords(
  stripe: Stripe,
  { types, since }: { types: readonly string[]; since: Date },
  progress: (text: string) => void,
): Promise<JsonRecords> {
  const records: JsonRecord[] = [];
  const params: Stripe.EventListParams = {
    types: [...types],
    created: { gte: Math.floor(since.getTime() / 1000) },
    limit: 100,
  };
  try {
    for await (const value of stripe.events.list(params)) {
      records.push({ value, place: `Stripe[${records.length}]` });
      if (records.length % 500 === 0) progress(`${records.length} Stripe events read`);
    }
  } catch (error) {
    throw stripeFailure(error);
  }
  return { records, problems: [] };
}

/** In our words: Stripe's message may quote the key. */
export function stripeFailure(error: unknown): CommandError {
  const status: unknown = Object(error).statusCode;
  if (typeof status !== 'number') {
    return new CommandError(
      'unavailable',
      'Stripe could not be reached.',
      'Check the network and proxy settings, then run it again.',
    );
  }
  return new CommandError(
    'unavailable',
    `Stripe answered ${status}.`,
    status === 401 || status === 403
      ? 'Give a key of the right account and mode in STRIPE_API_KEY that may read events.'
      : 'Run it again; Stripe’s status is on https://status.stripe.com.',
  );
}
