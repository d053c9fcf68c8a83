import { publicIp } from './client-ip.ts';

const peers = new WeakMap<Request, unknown>();

/**
 * Stores the address of a request's connection, which a `Request` does not contain. Not in a header:
 * any client could set it where no mount overwrites it.
 */
export function notePeer(request: Request, address: unknown): void {
  peers.set(request, address);
}

/**
 * The address of a request's connection, for counting only: it may be a proxy's. No header changes it,
 * since a client can write any header.
 */
export function connectionOf(request: Request): string | undefined {
  const peer = peers.get(request);
  return publicIp(peer) ?? (typeof peer === 'string' && peer !== '' ? peer : undefined);
}

/**
 * The public address that a request came from, if its mount noted one and no proxy passed it on: that
 * one would be the peer. A Lambda endpoint writes the peer into `X-Forwarded-For` itself.
 */
export function peerOf(request: Request): string | undefined {
  const peer = publicIp(peers.get(request));
  const forwarded = request.headers.get('x-forwarded-for');
  return forwarded === null || publicIp(forwarded) === peer ? peer : undefined;
}

/** Did a proxy pass this request on, as far as its mount and its headers tell? */
export function isForwarded(request: Request): boolean {
  return (
    request.headers.get('x-forwarded-for') !== null && publicIp(peers.get(request)) === undefined
  );
}
