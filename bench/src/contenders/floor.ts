// The least code that sends this one event, written by hand: a prepared template, `crypto.hash`,
// bytes written when a call is received, and one request for the calls that wait at the same time.
// No checks, no retries, no deadlines, no results.
import { hash } from 'node:crypto';
import https from 'node:https';
import { accessToken, type Contender, pixelId } from '../contender.ts';
import type { Purchase } from '../purchase.ts';

const start = '{"data":[';
const end = `],"access_token":"${accessToken}"}`;
const maxEvents = 1000;
const maxRequests = 8;
const bytesPerEvent = 2048;

export const contender: Contender = {
  toBytes: (purchase) => Buffer.from(start + toJson(purchase) + end),
  connect: ({ origin }) => {
    const post = createPost(origin);
    return {
      send: createSend(post),
      sendMany: (purchases) => () => post(Buffer.from(start + purchases.map(toJson).join() + end)),
    };
  },
};

type Post = (body: Buffer) => Promise<void>;

interface Batch {
  bytes: Buffer;
  length: number;
  events: number;
  settle: { resolve: () => void; reject: (error: unknown) => void }[];
}

function createSend(post: Post): (purchase: Purchase) => Promise<void> {
  const buffers: Buffer[] = [];
  const full: Batch[] = [];
  let open: Batch | undefined;
  let requests = 0;

  const flush = (): void => {
    if (requests === maxRequests) return;
    const batch = full.shift() ?? open;
    if (batch === undefined) return;
    if (batch === open) open = undefined;
    const { bytes, length, settle } = batch;
    requests += 1;
    const whole = length + bytes.write(end, length, 'latin1');
    post(bytes.subarray(0, whole))
      .then(
        () => {
          for (const { resolve } of settle) resolve();
        },
        (error) => {
          for (const { reject } of settle) reject(error);
        },
      )
      .finally(() => {
        requests -= 1;
        buffers.push(bytes);
        flush();
      });
  };
  return (purchase) =>
    new Promise((resolve, reject) => {
      if (open === undefined) {
        const bytes = buffers.pop() ?? Buffer.allocUnsafe(maxEvents * bytesPerEvent);
        open = { bytes, length: bytes.write(start, 'latin1'), events: 0, settle: [] };
        setImmediate(flush);
      }
      const json = open.events === 0 ? toJson(purchase) : `,${toJson(purchase)}`;
      open.length += open.bytes.write(json, open.length, 'utf8');
      open.events += 1;
      open.settle.push({ resolve, reject });
      if (open.events === maxEvents) {
        full.push(open);
        open = undefined;
        flush();
      }
    });
}

function toJson(purchase: Purchase): string {
  let contents = '';
  for (const { id, quantity, item_price } of purchase.contents) {
    contents += `${contents && ','}{"id":${text(id)},"quantity":${quantity},"item_price":${item_price}}`;
  }
  return (
    `{"event_name":"Purchase","event_time":${purchase.eventTime},"event_id":${text(purchase.eventId)},` +
    `"action_source":"website","event_source_url":${text(purchase.eventSourceUrl)},"user_data":{` +
    `"em":"${sha256(purchase.email.trim().toLowerCase())}",` +
    `"ph":"${sha256(purchase.phone.replace(/\D/g, ''))}",` +
    `"fn":"${sha256(purchase.firstName.trim().toLowerCase())}",` +
    `"ln":"${sha256(purchase.lastName.trim().toLowerCase())}",` +
    `"ct":"${sha256(purchase.city.toLowerCase().replace(/[^a-z]/g, ''))}",` +
    `"st":"${sha256(purchase.state.trim().toLowerCase())}",` +
    `"zp":"${sha256(purchase.zip.trim().toLowerCase())}",` +
    `"country":"${sha256(purchase.country.trim().toLowerCase())}",` +
    `"external_id":"${sha256(purchase.externalId)}",` +
    `"fbp":${text(purchase.fbp)},"fbc":${text(purchase.fbc)},` +
    `"client_ip_address":${text(purchase.clientIpAddress)},` +
    `"client_user_agent":${text(purchase.clientUserAgent)}},"custom_data":{` +
    `"value":${purchase.value},"currency":${text(purchase.currency)},` +
    `"order_id":${text(purchase.orderId)},"contents":[${contents}]}}`
  );
}

/** A JSON string; most values have nothing to escape. */
function text(value: string): string {
  return /["\\\p{Cc}\p{Cs}]/u.test(value) ? JSON.stringify(value) : `"${value}"`;
}

const sha256 = (value: string): string => hash('sha256', value);

function createPost(origin: string): Post {
  const { hostname, port } = new URL(origin);
  const agent = new https.Agent({ keepAlive: true, maxSockets: maxRequests });
  const path = `/v26.0/${pixelId}/events`;
  return (body) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': body.length };
      const request = https.request({ hostname, port, path, method: 'POST', agent, headers });
      request.on('error', reject);
      request.on('response', (response) => {
        let answer = '';
        response.setEncoding('latin1');
        response.on('data', (chunk: string) => {
          answer += chunk;
        });
        response.on('end', () => {
          if (JSON.parse(answer).events_received > 0) resolve();
          else reject(new Error(answer));
        });
      });
      request.end(body);
    });
}
