import type { LookupFunction } from 'node:net';

type Callback = Parameters<LookupFunction>[2];

const waiting = new Map<string, Callback[]>();

/**
 * `dns.lookup`, once at a time per name; callers in the meantime share the result. A look-up holds one
 * of the process's four worker threads until the name server answers or its time is over (10 s and
 * more), so eight sockets on a dead one would stall the host application's files and look-ups.
 *
 * https://nodejs.org/docs/latest-v20.x/api/dns.html#implementation-considerations
 */
export const sharedLookup: LookupFunction = (hostname, options, callback) => {
  const key = JSON.stringify([hostname, options.family, options.hints, options.all]);
  const others = waiting.get(key);
  if (others) {
    others.push(callback);
    return;
  }
  const callbacks = [callback];
  waiting.set(key, callbacks);
  try {
    process.getBuiltinModule('node:dns').lookup(hostname, options, (...answer) => {
      waiting.delete(key);
      for (const each of callbacks) each(...answer);
    });
  } catch (error) {
    waiting.delete(key);
    throw error;
  }
};
