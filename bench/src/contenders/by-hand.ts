// What a programmer writes for a function that sends one event: no batches, no checks, no results.
import { hash } from 'node:crypto';
import https from 'node:https';
import { accessToken, type Contender, pixelId } from '../contender.ts';
import type { Purchase } from '../purchase.ts';

export const contender: Contender = {
  toBytes: (purchase) => toBytes([purchase]),
  connect: ({ origin }) => {
    const agent = new https.Agent({ keepAlive: true });
    return {
      send: (purchase) => post(agent, origin, toBytes([purchase])),
      sendMany: (purchases) => () => post(agent, origin, toBytes(purchases)),
    };
  },
};
function toBytes(purchases: readonly Purchase[]): Buffer {
  return Buffer.from(JSON.stringify({ data: purchases.map(toWire), access_token: accessToken }));
}

function toWire(purchase: Purchase): object {
  return {
    event_name: 'Purchase',
    event_time: purchase.eventTime,
    event_id: purchase.eventId,
    action_source: 'website',
    event_source_url: purchase.eventSourceUrl,
    user_data: {
      em: sha256(purchase.email.trim().toLowerCase()),
      ph: sha256(purchase.phone.replace(/\D/g, '')),
      fn: sha256(purchase.firstName.trim().toLowerCase()),
      ln: sha256(purchase.lastName.trim().toLowerCase()),
      ct: sha256(purchase.city.toLowerCase().replace(/[^a-z]/g, '')),
      st: sha256(purchase.state.trim().toLowerCase()),
      zp: sha256(purchase.zip.trim().toLowerCase()),
      country: sha256(purchase.country.trim().toLowerCase()),
      external_id: sha256(purchase.externalId),
      fbp: purchase.fbp,
      fbc: purchase.fbc,
      client_ip_address: purchase.clientIpAddress,
      client_user_agent: purchase.clientUserAgent,
    },
    custom_data: {
      value: purchase.value,
      currency: purchase.currency,
      order_id: purchase.orderId,
      contents: purchase.contents,
    },
  };
}

const sha256 = (text: string): string => hash('sha256', text);

function post(agent: https.Agent, origin: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = https.request(`${origin}/v26.0/${pixelId}/events`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': body.length },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        if (JSON.parse(text).events_received > 0) resolve();
        else reject(new Error(text));
      });
    });
    request.end(body);
  });
}
