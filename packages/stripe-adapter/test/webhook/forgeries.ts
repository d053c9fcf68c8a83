import { paymentSucceeded } from '../fixtures/payment-intent.ts';
import { bodyOf, signatureOf, signedRequest, webhookRequest } from './signed-request.ts';

const payload = paymentSucceeded();
const body = bodyOf(payload);
const now = Math.floor(Date.now() / 1000);

/** Requests that Stripe did not sign, not with our secret, or not now. */
export const forgeries: Readonly<Record<string, () => Request>> = {
  'a wrong secret': () => signedRequest(payload, { secret: 'whsec_of_another_endpoint' }),
  'a changed byte': () => signed(body.replace('4999', '4998'), signatureOf(body)),
  'the same JSON written again': () => signed(JSON.stringify(payload), signatureOf(body)),
  'a body twice as long': () => signed(body + body, signatureOf(body)),
  'no body': () => signed('', signatureOf(body)),
  'no header': () => webhookRequest(body),
  'an empty header': () => signed(body, ''),
  'a header without a time': () => signed(body, signatureOf(body).replace(/^t=\d+,/, '')),
  'a header without a signature': () => signed(body, `t=${now}`),
  'a signature of another scheme': () => signed(body, signatureOf(body).replace('v1=', 'v0=')),
  'two headers': () => {
    const request = signed(body, signatureOf(body));
    request.headers.append('stripe-signature', signatureOf(body));
    return request;
  },
  'a changed time': () => signed(body, signatureOf(body).replace(/t=\d+/, `t=${now - 1}`)),
  'two times': () => signed(body, `${signatureOf(body)},t=${now}`),
  'a signature of ten minutes ago': () => signedRequest(payload, { timestamp: now - 600 }),
  'a signature of tomorrow': () => signedRequest(payload, { timestamp: now + 86_400 }),
  'a time in hexadecimal': () => signed(body, signatureOf(body).replace(/t=\d+/, 't=0x10')),
  'a time with an exponent': () => signed(body, signatureOf(body).replace(/t=\d+/, 't=1e9')),
  'a negative time': () => signed(body, signatureOf(body).replace(/t=/, 't=-')),
  'a header of a megabyte': () => signed(body, `${signatureOf(body)},${'v1=00,'.repeat(170_000)}`),
};

function signed(sent: string, signature: string): Request {
  return webhookRequest(sent, { 'stripe-signature': signature });
}
