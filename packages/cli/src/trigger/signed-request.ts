import { createHmac } from 'node:crypto';
import { CommandError } from '../output.ts';
import type { Json, Source } from './fixtures.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The request as the source sends it to this URL. */
export function signedRequest(source: Source, payload: Json, url: URL, env: Env): Request {
  switch (source) {
    case 'stripe':
      return stripeRequest(payload, url, secretOf(env, 'STRIPE_WEBHOOK_SECRET', 'whsec_…'));
    case 'activecampaign':
      return activeCampaignRequest(payload, url, env);
    case 'cognito':
      return new Request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(payload),
      });
  }
}

/** Signed at the time of the call: receivers refuse a signature that is older than five minutes. */
// https://docs.stripe.com/webhooks?verify=verify-manually#verify-manually
function stripeRequest(payload: Json, url: URL, secret: string): Request {
  const body = JSON.stringify(payload, null, 2);
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return new Request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': `t=${timestamp},v1=${signature}`,
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    },
    body,
  });
}

/** ActiveCampaign does not sign: its proof is the secret in the URL. */
// https://developers.activecampaign.com/page/webhooks
function activeCampaignRequest(payload: Json, url: URL, env: Env): Request {
  const target = new URL(url);
  const secret = env['ACTIVECAMPAIGN_SECRET']?.trim();
  if (secret !== undefined && secret !== '' && !target.href.includes(secret)) {
    target.searchParams.set('secret', secret);
  }
  return new Request(target, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(formFields(payload)).toString(),
  });
}

/** `{ contact: { id: 1 } }` as `contact[id]=1`. */
function formFields(payload: Json, prefix = ''): [string, string][] {
  return Object.entries(payload).flatMap(([key, value]): [string, string][] => {
    const name = prefix === '' ? key : `${prefix}[${key}]`;
    if (typeof value === 'object' && value !== null) return formFields(value as Json, name);
    if (value === null) return [[name, '']];
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
}

function secretOf(env: Env, name: string, shape: string): string {
  const secret = env[name]?.trim();
  if (secret !== undefined && secret !== '') return secret;
  throw new CommandError(
    'usage',
    `${name} is not set, so the payload cannot be signed for your route.`,
    `Set it to the secret that your route uses (${shape}), for example with --env-file .env.`,
  );
}
