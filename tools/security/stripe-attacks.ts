import { signatureOf } from '../../packages/stripe-adapter/test/webhook/signed-request.ts';
import type { Attack } from './attack.ts';

export const webhookSecret = 'whsec_made_up_for_the_attacks';

const now = Math.floor(Date.now() / 1000);
const payment = {
  id: 'evt_1',
  object: 'event',
  type: 'payment_intent.succeeded',
  created: now,
  livemode: true,
  data: {
    object: {
      id: 'pi_1',
      object: 'payment_intent',
      amount: 4999,
      amount_received: 4999,
      currency: 'eur',
      created: now,
      receipt_email: 'maria@example.com',
      metadata: {},
    },
  },
};
const body = JSON.stringify(payment);

function signature(payload: string, secret = webhookSecret, timestamp = now): string {
  return signatureOf(payload, { secret, timestamp });
}

const good = signature(body);
const v1 = good.slice(good.indexOf('v1=') + 3);

function post(
  headers: Readonly<Record<string, string>>,
  sent: BodyInit | null = body,
  method = 'POST',
): () => Request {
  return () =>
    new Request('https://shop.example/webhooks/stripe', {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: sent }),
    });
}

const signed = (header: string, sent: BodyInit | null = body): (() => Request) =>
  post({ 'stripe-signature': header }, sent);

const signedBody = (sent: string): (() => Request) => signed(signature(sent), sent);

const rejected = [400];

/** The rig works: this one is accepted. */
export const genuine: Attack = {
  name: 'a genuine webhook',
  request: signed(good),
  statuses: [200],
  events: 1,
};

export const stripeAttacks: readonly Attack[] = [
  // Headers
  { name: 'no signature', request: post({}), statuses: rejected },
  { name: 'an empty signature', request: signed(''), statuses: rejected },
  { name: 'another secret', request: signed(signature(body, 'whsec_other')), statuses: rejected },
  {
    name: 'a blank secret',
    request: signed(signature(body, ' ')),
    statuses: rejected,
  },
  { name: 'only v0', request: signed(good.replace('v1=', 'v0=')), statuses: rejected },
  { name: 'v1 in upper case', request: signed(good.replace('v1=', 'V1=')), statuses: rejected },
  {
    name: 'the digest in upper case',
    request: signed(`t=${now},v1=${v1.toUpperCase()}`),
    statuses: rejected,
  },
  { name: 'the digest cut', request: signed(good.slice(0, -1)), statuses: rejected },
  { name: 'the digest with a digit more', request: signed(`${good}0`), statuses: rejected },
  { name: 'an empty digest', request: signed(`t=${now},v1=`), statuses: rejected },
  {
    name: 'a digest of another alphabet',
    request: signed(`t=${now},v1=${'g'.repeat(64)}`),
    statuses: rejected,
  },
  { name: 'no time', request: signed(`v1=${v1}`), statuses: rejected },
  { name: 'two times', request: signed(`t=1,${good}`), statuses: rejected },
  {
    name: 'a changed time',
    request: signed(good.replace(`t=${now}`, `t=${now - 1}`)),
    statuses: rejected,
  },
  {
    name: 'a time of ten minutes ago',
    request: signed(signature(body, webhookSecret, now - 600)),
    statuses: rejected,
  },
  {
    name: 'a time of tomorrow',
    request: signed(signature(body, webhookSecret, now + 86_400)),
    statuses: rejected,
  },
  { name: 'a time with an exponent', request: signed(`t=1e9,v1=${v1}`), statuses: rejected },
  { name: 'a time in hexadecimal', request: signed(`t=0x10,v1=${v1}`), statuses: rejected },
  { name: 'a negative time', request: signed(`t=-${now},v1=${v1}`), statuses: rejected },
  { name: 'NaN as time', request: signed(`t=NaN,v1=${v1}`), statuses: rejected },
  { name: 'two headers', request: signed(`${good}, ${good}`), statuses: rejected },
  {
    name: 'a header of 100,000 digests',
    request: signed(`${good}${',v1=00'.repeat(100_000)}`),
    statuses: rejected,
  },
  {
    name: 'the prototype’s names in the header',
    request: signed(`t=${now},__proto__=1,constructor=${v1}`),
    statuses: rejected,
  },
  {
    name: 'another content type',
    request: post({ 'stripe-signature': good, 'content-type': 'text/plain' }),
    statuses: [415],
  },
  {
    name: 'a form',
    request: post(
      { 'stripe-signature': good, 'content-type': 'application/x-www-form-urlencoded' },
      'type=payment_intent.succeeded',
    ),
    statuses: [415],
  },
  { name: 'GET', request: post({ 'stripe-signature': good }, null, 'GET'), statuses: [405] },
  {
    name: 'OPTIONS of another origin',
    request: post(
      { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      null,
      'OPTIONS',
    ),
    statuses: [405],
  },
  {
    name: 'another method in a header',
    request: post({ 'x-http-method-override': 'POST', 'stripe-signature': good }, null, 'GET'),
    statuses: [405],
  },
  // Bodies
  {
    name: 'a changed amount',
    request: signed(good, body.replace('4999', '9999')),
    statuses: rejected,
  },
  {
    name: 'the same JSON written again',
    request: signed(good, JSON.stringify(payment, null, 1)),
    statuses: rejected,
  },
  {
    name: 'bytes that are not UTF-8',
    request: signed(good, new Uint8Array([0xff, ...new TextEncoder().encode(body)])),
    statuses: rejected,
  },
  {
    name: 'a body of 20 MiB',
    request: signed(good, 'x'.repeat(20 * 1024 * 1024)),
    statuses: [413],
  },
  {
    name: 'signed, with the prototype’s keys',
    request: signedBody(
      body.replace(
        '"metadata":{}',
        '"metadata":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
      ),
    ),
    statuses: [200],
    events: 1,
  },
  {
    name: 'signed, nested 50,000 levels deep',
    request: signedBody(
      `{"type":"payment_intent.succeeded","data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    ),
    statuses: [200, 400],
  },
  { name: 'signed, not an object', request: signedBody('null'), statuses: [200, 400] },
];
