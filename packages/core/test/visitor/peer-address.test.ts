import { createSandbox } from '@meta-capi/sandbox';
import { describe, expect, it, test } from 'vitest';
import { createCapiClient } from '../../src/client/client.ts';
import { createRelayHandler } from '../../src/relay/relay.ts';
import { type LambdaHttpEvent, toLambdaHandler } from '../../src/server/lambda-handler.ts';
import { type NodeRequest, toNodeHandler } from '../../src/server/node-handler.ts';
import {
  type VisitorFromRequestOptions,
  visitorFromRequest,
} from '../../src/visitor/from-request.ts';
import { connectionOf, isForwarded, notePeer } from '../../src/visitor/peer-address.ts';

type Handler = (request: Request) => Promise<Response>;
type Headers = Record<string, string>;

/** Every mount as a visitor at `address` reaches it, without a proxy of the caller's. */
const mounts: Record<string, (handler: Handler, address: string, headers: Headers) => unknown> = {
  'a Node server': async (handler, address, headers) => {
    const incoming: NodeRequest = {
      method: 'POST',
      headers,
      socket: { remoteAddress: address },
      async *[Symbol.asyncIterator]() {
        yield await Promise.resolve(new TextEncoder().encode(lead));
      },
    };
    const outgoing = { writeHead: () => undefined, end: () => undefined };
    await toNodeHandler(handler)(incoming, outgoing);
  },
  'a function URL or an HTTP API': (handler, sourceIp, headers) =>
    toLambdaHandler(handler)({
      ...lambda(sourceIp, headers),
      requestContext: { http: { method: 'POST', sourceIp } },
    }),
  'a REST API': (handler, sourceIp, headers) =>
    toLambdaHandler(handler)({
      ...lambda(sourceIp, headers),
      httpMethod: 'POST',
      requestContext: { identity: { sourceIp } },
    }),
};

const lead = '{"eventName":"Lead","eventId":"lead-1"}';

// AWS appends the address of its caller.
function lambda(sourceIp: string, headers: Headers): LambdaHttpEvent {
  const others = headers['x-forwarded-for'];
  const forwarded = others === undefined ? sourceIp : `${others}, ${sourceIp}`;
  return { headers: { ...headers, 'x-forwarded-for': forwarded }, body: lead };
}

describe.each(Object.entries(mounts))('%s', (_, mount) => {
  async function addressOf(
    peer: string,
    headers: Headers = {},
    options?: VisitorFromRequestOptions,
  ): Promise<unknown> {
    let address: unknown;
    const handler: Handler = (request) => {
      address = visitorFromRequest(request, options).clientIpAddress;
      return Promise.resolve(new Response());
    };
    await mount(handler, peer, headers);
    return address;
  }

  it('knows the visitor’s address without an option', async () => {
    expect(await addressOf('8.8.4.4')).toBe('8.8.4.4');
    expect(await addressOf('2606:4700::1')).toBe('2606:4700::1');
    expect(await addressOf('::ffff:8.8.4.4')).toBe('8.8.4.4');
  });

  it('does not take a proxy for the visitor, nor what the visitor wrote for the truth', async () => {
    expect(await addressOf('8.8.4.4', { 'x-forwarded-for': '9.9.9.9' })).toBeUndefined();
    expect(await addressOf('10.0.0.7')).toBeUndefined();
  });

  it('relays the event of a visitor of whom an ad blocker left nothing else', async () => {
    const sandbox = createSandbox();
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'EAAmadeUpToken0123456789',
      whenConsentUnknown: 'send',
      fetch: sandbox.fetch,
    });
    const origin = 'https://shop.example.com';
    const relay = createRelayHandler(capi, { allow: ['Lead'], origins: [origin] });

    await mount(relay, '8.8.4.4', {
      origin,
      referer: `${origin}/quiz`,
      'sec-fetch-site': 'same-origin',
      'content-type': 'text/plain',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36',
    });

    expect(sandbox.counted).toMatchObject([
      { event: { user_data: { client_ip_address: '8.8.4.4' } }, findings: [] },
    ]);
  });
});

test('a Node server behind a proxy uses trustProxy alone', async () => {
  const mount = mounts['a Node server'];
  const seen: unknown[] = [];
  const handler: Handler = (request) => {
    seen.push(visitorFromRequest(request, { trustProxy: 1 }).clientIpAddress);
    return Promise.resolve(new Response());
  };
  await mount?.(handler, '1.1.1.1', { 'x-forwarded-for': '9.9.9.9, 8.8.4.4' });
  await mount?.(handler, '1.1.1.1', {});
  expect(seen).toEqual(['8.8.4.4', undefined]);
});

test('a request that no mount of ours made says nothing of its peer', () => {
  expect(visitorFromRequest(new Request('https://shop.example.com/')).clientIpAddress).toBe(
    undefined,
  );
});

function requestFrom(peer: unknown, forwardedFor?: string): Request {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  const request = new Request('https://shop.example.com/', { headers });
  notePeer(request, peer);
  return request;
}

// A rate limit counts by it: a private address is a proxy's or a container's, and still one sender.
test.each([
  ['8.8.4.4', '8.8.4.4'],
  ['::ffff:8.8.4.4', '8.8.4.4'],
  ['10.0.0.9', '10.0.0.9'],
  ['::1', '::1'],
  ['', undefined],
  [undefined, undefined],
  [7, undefined],
])('the connection from %j is that of %j, whatever X-Forwarded-For says', (peer, address) => {
  expect(connectionOf(requestFrom(peer))).toBe(address);
  expect(connectionOf(requestFrom(peer, '9.9.9.9'))).toBe(address);
});

test.each([
  ['from a visitor', '8.8.4.4', undefined, false],
  ['with a header that the visitor wrote', '8.8.4.4', '9.9.9.9', false],
  ['from a private network', '10.0.0.9', undefined, false],
  ['from a proxy in a private network', '10.0.0.9', '9.9.9.9', true],
  ['from a proxy, on a platform without peers', undefined, '9.9.9.9', true],
  ['from a proxy that does not show the visitor', '10.0.0.9', '', true],
])('a request %s: forwarded %s %s %s', (_, peer, forwardedFor, expected) => {
  expect(isForwarded(requestFrom(peer, forwardedFor))).toBe(expected);
});
