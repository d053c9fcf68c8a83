import { CommandError } from '../output.ts';
import { type Env, error, type Finding, ok, skipped, warning } from './finding.ts';
import type { DoctorFlags } from './flags.ts';
import { type Destination, destinationsOf } from './stripe-destinations.ts';

type Settings = Pick<DoctorFlags, 'purchaseSource' | 'renewals' | 'webhookUrl'>;

/** Compares the account's webhook endpoints with the settings of the adapter. */
export async function checkStripe(settings: Settings, env: Env): Promise<readonly Finding[]> {
  if (!env['STRIPE_API_KEY']?.trim() && !env['STRIPE_SECRET_KEY']?.trim()) {
    return [skipped('Stripe', 'STRIPE_SECRET_KEY is not set, so no endpoint is checked')];
  }
  try {
    const { destinations, isThinReadable } = await destinationsOf(env);
    return [
      ...secretFindings(env),
      ...(isThinReadable ? [] : [skipped('Stripe endpoint', thinNotReadable)]),
      ...judgeDestinations(destinations, settings),
    ];
  } catch (thrown) {
    return [failure(thrown)];
  }
}

const thinNotReadable =
  'destinations of thin events are not checked: this key may not read Event Destinations';

/** What is wrong with these endpoints under these settings. */
function judgeDestinations(
  destinations: readonly Destination[],
  { purchaseSource, renewals, webhookUrl }: Settings,
): readonly Finding[] {
  const wanted = destinations.filter(({ url }) => webhookUrl === undefined || url === webhookUrl);
  if (wanted.length === 0) {
    return [
      error(
        'Stripe endpoint',
        webhookUrl === undefined
          ? 'the account has no webhook endpoint, in the mode of this key.'
          : `the account has no endpoint with this URL, in the mode of this key: ${webhookUrl}`,
        'Create one in Stripe > Developers > Webhooks, or use the key of the other mode (test or live).',
      ),
    ];
  }
  const types = new Set(wanted.filter(({ isEnabled }) => isEnabled).flatMap(typesOf));
  const { required, useful } = eventsFor(purchaseSource, renewals);
  const lacks = (names: readonly string[]): readonly string[] =>
    types.has('*') ? [] : names.filter((name) => !types.has(name));
  return [
    ...wanted.flatMap((destination) => findingsOf(destination, purchaseSource)),
    ...eventFindings(lacks(required), lacks(useful), purchaseSource, renewals),
  ];
}

function typesOf({ events }: Destination): readonly string[] {
  return events.map((type) => type.replace(/^v1\./, ''));
}

/** The table of docs/stripe.md, "Which settings". */
function eventsFor(
  source: DoctorFlags['purchaseSource'],
  renewals: string,
): { required: readonly string[]; useful: readonly string[] } {
  const required = {
    payment_intent: ['payment_intent.succeeded'],
    checkout: ['checkout.session.completed', 'checkout.session.async_payment_succeeded'],
    invoice: ['invoice.paid'],
  }[source];
  return {
    required: renewals === 'recurring' ? [...required, 'customer.subscription.deleted'] : required,
    useful:
      source === 'invoice'
        ? ['customer.subscription.created', 'customer.subscription.updated']
        : [],
  };
}

function eventFindings(
  missing: readonly string[],
  missingUseful: readonly string[],
  source: string,
  renewals: string,
): readonly Finding[] {
  const setting = `purchaseSource '${source}', renewals '${renewals}'`;
  const add = (names: readonly string[]): string =>
    `Add ${names.join(' and ')} to the endpoint in Stripe > Developers > Webhooks${
      names === missing ? ', or choose the purchaseSource of the events that it has' : ''
    }.`;
  return [
    ...(missing.length > 0
      ? [
          error(
            'Stripe events',
            `no endpoint receives ${missing.join(' and ')}, which ${setting} needs.`,
            add(missing),
          ),
        ]
      : [ok('Stripe events', `the endpoints receive what ${setting} needs`)]),
    ...(missingUseful.length > 0
      ? [
          warning(
            'Stripe events',
            `no endpoint receives ${missingUseful.join(' and ')}: trials create no StartTrial.`,
            add(missingUseful),
          ),
        ]
      : []),
  ];
}

function findingsOf(
  { url, isEnabled, isThin, apiVersion }: Destination,
  source: DoctorFlags['purchaseSource'],
): readonly Finding[] {
  const check = 'Stripe endpoint';
  if (!isEnabled) {
    return [error(check, `${url} is disabled.`, 'Enable it in Stripe > Developers > Webhooks.')];
  }
  if (isThin) {
    return [
      warning(
        check,
        `${url} receives thin events, which contain no object.`,
        'Give the adapter your client: stripeAdapter({ webhookSecret, stripe }), of stripe 18 or later.',
      ),
    ];
  }
  const version = apiVersion?.slice(0, 10) ?? '';
  // https://docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices
  if (source === 'payment_intent' && version >= '2025-03-31' && version < '2025-09-30') {
    return [
      warning(
        check,
        `${url} receives snapshot events of ${apiVersion}, whose PaymentIntents do not name their invoice.`,
        'Give the adapter your Stripe client, or raise the endpoint’s API version to 2025-09-30.clover or later.',
      ),
    ];
  }
  return [
    ok(
      check,
      `${url} receives snapshot events of ${apiVersion ?? 'the account’s default version'}`,
    ),
  ];
}

function secretFindings(env: Env): readonly Finding[] {
  const name = 'STRIPE_WEBHOOK_SECRET';
  const secret = env[name]?.trim() ?? '';
  if (secret === '' || /^whsec_\w+$/.test(secret)) return [];
  return [
    error(
      name,
      'does not look like whsec_….',
      'Copy the signing secret of the endpoint in Stripe > Developers > Webhooks, without quotes.',
    ),
  ];
}

/** In our words: Stripe's message may quote the key. */
function failure(thrown: unknown): Finding {
  if (thrown instanceof CommandError) return error('Stripe', thrown.message, thrown.fix);
  const status: unknown = Object(thrown).statusCode;
  if (status === 401) {
    return error(
      'Stripe',
      'refuses the key (401).',
      'Copy STRIPE_SECRET_KEY again from Stripe > Developers > API keys.',
    );
  }
  if (status === 403) {
    return error(
      'Stripe',
      'the key may not read webhook endpoints (403).',
      'Give the restricted key read access to Webhook Endpoints.',
    );
  }
  return error(
    'Stripe',
    `did not answer (${typeof status === 'number' ? status : 'no connection'}).`,
    'Allow outgoing HTTPS to api.stripe.com, and try again.',
  );
}
