import { readBody, type WebhookAdapter, WebhookError } from '@meta-capi/core';
import { accountName } from './account-name.ts';
import { readFormBody } from './form-body.ts';
import type { ActiveCampaignToEventsOptions } from './options.ts';
import type { ActiveCampaignPayload } from './payload.ts';
import { carriesSecret, isSecret } from './sender-proof.ts';
import { readConversion } from './to-events.ts';

export interface ActiveCampaignAdapterOptions
  extends Omit<ActiveCampaignToEventsOptions, 'account'> {
  /** See {@link ActiveCampaignToEventsOptions}; without it every request is answered 404. */
  account: string | undefined;
  /**
   * The secret that you put into the webhook's URL (its last segment, or `?secret=`), 20 to 200 characters of `A–Z a–z 0–9 . _ ~ -`;
   * two while you change it. Without one every request is answered 404.
   */
  secret: string | undefined | readonly (string | undefined)[];
}

/**
 * ActiveCampaign's webhooks, the account's and the automation step's, for
 * `createWebhookHandler`. Never throws at construction.
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
        : undefined;
  const mapping = { ...options, account: name ?? '' };

  return {
    name: 'activecampaign',
    // "Webhooks are never retried." https://developers.activecampaign.com/page/webhooks
    redelivers: false,
    timeoutMs: 4000,
    async receive(request) {
      if (fault !== undefined) throw new WebhookError(404, fault);
      return receive(request, secrets);
    },
    toEvents: (payload, receivedAt) =>
      fault === undefined ? readConversion(payload, receivedAt, mapping).events : [],
    warnings: (payload, receivedAt) => readConversion(payload, receivedAt, mapping).warnings,
    ignored: (payload, receivedAt) => readConversion(payload, receivedAt, mapping).ignored,
  };
}

const noAccount =
  'account: set it to the name of your ActiveCampaign account, such as "example" of https://example.api-us1.com. Until then every request is refused and its event lost.';
const noSecret =
  'secret: set it to 20 to 200 characters of A-Z a-z 0-9 . _ ~ -, and put the same into the webhook’s URL. Until then every request is refused and its event lost.';

async function receive(
  request: Request,
  secrets: readonly string[],
): Promise<ActiveCampaignPayload> {
  // Whoever cannot prove it learns nothing, not even that there is a webhook.
  if (!(await carriesSecret(request, secrets))) {
    throw new WebhookError(404, 'The request carries no secret, or a wrong one.');
  }
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

/** The owner's own URL says what the automation step does not: `?list=3`, `?form=5`, `?type=…`. */
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
