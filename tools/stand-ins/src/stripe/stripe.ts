import { type Account, openAccount } from './account.ts';
import { type ApiAnswer, answerApi } from './api.ts';
import type { ApiRequest } from './api-request.ts';
import type { Prices } from './create.ts';
import { type SnapshotEvent, snapshotOf, type ThinEvent, thinEventOf } from './events.ts';
import { type Life, startLife } from './life.ts';
import { createRecords, type Happening, type PaymentIntent } from './records.ts';
import { Refusal } from './refusal.ts';

export type { Payment } from './account.ts';
export type { ApiRequest } from './api-request.ts';
export type { Life } from './life.ts';
export type { Happening, Metadata, PaymentIntent, Subscription } from './records.ts';
export type { Decision } from './sales.ts';
export { respondOverHttp, type StripeAddress, serveStripe } from './serve.ts';

export interface StripeOptions {
  /** Unix seconds at which the merchant's life begins. */
  now: number;
  /** The API version of the webhook endpoint. @default "2026-10-28.endive" */
  endpointVersion?: string;
  apiKey?: string;
  /** The prices that exist. @default none */
  prices?: Prices;
  /** The page of a payment method; the id of the PaymentIntent is appended. */
  redirectUrl?: string;
  /** Whether thin events contain the previous values of what changed. @default false */
  hasChanges?: boolean;
  /** Whether the key and the event destination are an organization's, and all accounts are its own. */
  isOrganization?: boolean;
  /** What happens to a valid request instead of its answer: a status, an answer, or silence. */
  fault?: (path: string) => ApiAnswer | number | 'never' | undefined;
}

/** As much of Stripe as a merchant's server meets, as strict as Stripe. */
export interface StripeStandIn {
  /** Your own account. */
  life: Life;
  /** Another account; a connected account of an organization's account by its path. */
  connected(account: string): Life;
  /** What happened, in order. */
  happenings: readonly Happening[];
  snapshot(happening: Happening): SnapshotEvent;
  thin(happening: Happening): ThinEvent;
  /** A PaymentIntent of any account. */
  paymentIntent(id: string): PaymentIntent | undefined;
  /** The API, for a client without a socket. */
  fetch(request: Request): Promise<Response>;
  /** Every request. */
  requests: readonly ApiRequest[];
  /** Method and path of every request. */
  readonly asked: readonly string[];
}

export function createStripe({
  now,
  endpointVersion = '2026-10-28.endive',
  apiKey = 'sk_test_made_up',
  prices = {},
  redirectUrl = 'https://hooks.stripe.com/redirect',
  hasChanges = false,
  isOrganization = false,
  fault = () => undefined,
}: StripeOptions): StripeStandIn {
  const records = createRecords();
  const requests: ApiRequest[] = [];
  const accounts = new Map<string | undefined, Account>();

  function accountOf(account: string | undefined): Account {
    const opened = accounts.get(account) ?? openAccount(records, now, account);
    accounts.set(account, opened);
    return opened;
  }

  function answer(request: ApiRequest): ApiAnswer | 'never' {
    const at = accounts.get(request.account);
    // https://docs.stripe.com/error-codes#account-invalid
    if (at === undefined) return refused(403, 'The key has no access to this account.');
    const valid = answerApi(request, { at, endpointVersion, prices, redirectUrl });
    const happened = fault(request.path);
    if (valid.status === 400 || happened === undefined) return valid;
    return typeof happened === 'number' ? { status: happened, body: { error: {} } } : happened;
  }

  /** The account in whose name a request is, or the refusal. */
  function accountIn(headers: Headers): { account: string | undefined } | ApiAnswer {
    if (headers.get('authorization') !== `Bearer ${apiKey}`) {
      return refused(401, 'Invalid API Key provided.');
    }
    const context = headers.get('stripe-context') ?? undefined;
    if (!isOrganization) return { account: headers.get('stripe-account') ?? context };
    // The key of an organization belongs to no account, and accepts no Stripe-Account header.
    // https://docs.stripe.com/context
    return context === undefined || headers.has('stripe-account')
      ? refused(400, 'Provide a Stripe-Context header.')
      : { account: context };
  }

  const own = startLife(accountOf(undefined));
  return {
    life: own,
    connected: (account) => startLife(accountOf(account)),
    happenings: records.happenings,
    snapshot: (happening) => snapshotOf(happening, endpointVersion, records, isOrganization),
    thin: (happening) => thinEventOf(happening, hasChanges),
    paymentIntent: (id) => records.find('payment_intent', id),
    async fetch(incoming) {
      const { pathname: path, searchParams: query } = new URL(incoming.url);
      const { method, headers } = incoming;
      const version = headers.get('stripe-version') ?? endpointVersion;
      const form = new URLSearchParams(method === 'POST' ? await incoming.text() : '');
      const owner = accountIn(headers);
      const account = 'account' in owner ? owner.account : undefined;
      const request = { method, path, query, form, version, account };
      requests.push(request);
      const answered = 'account' in owner ? answer(request) : owner;
      if (answered === 'never') return new Promise(() => undefined);
      return Response.json(answered.body, { status: answered.status });
    },
    requests,
    get asked() {
      return requests.map(({ method, path }) => `${method} ${path}`);
    },
  };
}

function refused(status: number, message: string): ApiAnswer {
  return { status, body: new Refusal(status, undefined, message).body };
}
