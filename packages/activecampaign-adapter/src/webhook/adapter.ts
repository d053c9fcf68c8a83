import { readBody, type WebhookAdapter, WebhookError } from '@meta-capi/core/adapter';
import { accountName } from '../mapping/account-name.ts';
import type { ActiveCampaignPayload } from '../mapping/payload.ts';
import { nothing, type Reading } from '../mapping/reading.ts';
import { readConversion } from '../to-events.ts';
import { readFormBody } from './form-body.ts';
import { optionFault } from './option-fault.ts';
import type { ActiveCampaignToEventsOptions } from './options.ts';
import { isSecret, secretOf } from './sender-proof.ts';

export interface ActiveCampaignAdapterOptions
  extends Omit<ActiveCampaignToEventsOptions, 'account'> {
  /** See {@link ActiveCampaignToEventsOptions}. Without it every request gets a 404. */
  account: string | undefined;
  /**
   * The secret that you put into the webhook's URL (its last segment, or `?secret=`): 20 to 200 characters
   * of `A–Z a–z 0–9 . _ ~ -`. Two secrets while you change it. Without a secret every request gets a 404.
   */
  secret: string | undefined | readonly (string | undefined)[];
}

/**
 * The adapter for ActiveCampaign's webhooks, for `createWebhookHandler`. It reads the account webhook and
 * the webhook step of an automation. It never throws when it is created: with an invalid option every
 * request gets a 404, and the report names the option.
 *
 * @example
 * createWebhookHandler(activeCampaignAdapter({ account: 'example', secret }), capi);
 */
export function activeCampaignAdapter({
  account,
  secret,
  ...options
}: ActiveCampaignAdapterOptions): WebhookAdapter<ActiveCampaignPayload> {
  const name = accountName(account);
  const given = [secret].flat().filter((one) => one !== undefined && one !== '');
  const secrets = given.filter(isSecret);
  const fault =
    name === undefined
      ? noAccount
      : secrets.length === 0 || secrets.length < given.length
        ? noSecret
        : badOption(optionFault(options));
  const read = rememberingLast((payload, receivedAt) =>
    fault === undefined
      ? readConversion(payload, receivedAt, { ...options, account: name ?? '' })
      : nothing,
  );

  return {
    name: 'activecampaign',
    // "Webhooks are never retried." https://developers.activecampaign.com/page/webhooks
    redelivers: false,
    timeoutMs: 4000,
    async receive(request) {
      if (fault !== undefined) throw new WebhookError(404, fault);
      return receive(request, secrets);
    },
    toEvents: (payload, receivedAt) => read(payload, receivedAt).events,
    warnings: (payload, receivedAt) => read(payload, receivedAt).warnings,
    ignored: (payload, receivedAt) => read(payload, receivedAt).ignored,
  };
}

type Read = (payload: ActiveCampaignPayload, receivedAt: Date) => Reading;

/** The handler reads events, warnings and reasons of one payload. This parses and hashes it only once. */
function rememberingLast(read: Read): Read {
  const last = new WeakMap<ActiveCampaignPayload, { at: number; reading: Reading }>();
  return (payload, receivedAt) => {
    if (Object(payload) !== payload) return read(payload, receivedAt);
    const at = receivedAt.getTime();
    const known = last.get(payload);
    if (known?.at === at) return known.reading;
    const reading = read(payload, receivedAt);
    last.set(payload, { at, reading });
    return reading;
  };
}

function badOption(fault: string | undefined): string | undefined {
  return fault && `${fault} Until then every request is refused and its event lost.`;
}

const noAccount =
  'account: set it to the name of your ActiveCampaign account, such as "example" of https://example.api-us1.com. Until then every request is refused and its event lost.';
const noSecret =
  'secret: set it to 20 to 200 characters of A-Z a-z 0-9 . _ ~ -, and put the same text into the webhook’s URL. Until then every request is refused and its event lost.';

const noSecretSent = 'The request contains no secret.';
const wrongSecretSent =
  'The secret in the request is wrong. If ActiveCampaign sent it, copy the secret into the webhook’s URL again.';

async function receive(
  request: Request,
  secrets: readonly string[],
): Promise<ActiveCampaignPayload> {
  // A sender without the secret must not even learn that a webhook exists.
  const secret = await secretOf(request, secrets);
  // Scanners guess URLs; ActiveCampaign posts to the configured URL.
  if (secret === 'none') throw new WebhookError(404, noSecretSent, { level: 'info' });
  if (secret === 'wrong') throw new WebhookError(404, wrongSecretSent);
  if (request.method !== 'POST') {
    throw new WebhookError(405, 'ActiveCampaign sends POST requests only.');
  }
  if (!isForm(request.headers)) {
    throw new WebhookError(
      415,
      'ActiveCampaign sends application/x-www-form-urlencoded in UTF-8, not compressed.',
    );
  }
  const body = await readBody(request);
  return withUrl(readFormBody(new TextDecoder().decode(body)), new URL(request.url).searchParams);
}

function isForm(headers: Headers): boolean {
  const type = headers.get('content-type') ?? '';
  return (
    /^application\/x-www-form-urlencoded\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type) &&
    (headers.get('content-encoding') ?? 'identity') === 'identity'
  );
}

/** The webhook's URL may add what the automation step does not post: `?list=3`, `?form=5`, `?type=…`. */
function withUrl(payload: ActiveCampaignPayload, url: URLSearchParams): ActiveCampaignPayload {
  const list = payload.list === undefined || payload.list === '0' ? url.get('list') : null;
  const type = payload.type === undefined ? url.get('type') : null;
  const form = payload.form?.id === undefined ? url.get('form') : null;
  return {
    ...payload,
    ...(list === null ? {} : { list }),
    ...(type === null ? {} : { type }),
    ...(form === null ? {} : { form: { id: form } }),
  };
}
