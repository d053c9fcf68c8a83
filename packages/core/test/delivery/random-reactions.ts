import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import {
  accept,
  after,
  graphError,
  json,
  noResponse,
  type Reaction,
  type ReceivedRequest,
  resetConnection,
} from '../http/recording-server.ts';

export type Random = () => number;

/** https://en.wikipedia.org/wiki/Xorshift */
export function randomFrom(seed: number): Random {
  let state = (seed | 0) ^ 0x9e37_79b9 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- tsc says that it may be undefined
  return items[Math.floor(random() * items.length)] as Item;
}

const status =
  (code: number, body = '', headers: Record<string, string> = {}): Reaction['respond'] =>
  (response) =>
    void response.writeHead(code, headers).end(body);

const cutOff: Reaction['respond'] = (response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"events_received":', () => resetConnection(response));
};

const compressed =
  ({ ids }: ReceivedRequest) =>
  (response: ServerResponse): void => {
    const body = gzipSync(JSON.stringify({ events_received: ids.length }));
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
  };

/** What may happen to a request, its events accepted or not. */
const faults: readonly ((request: ReceivedRequest, random: Random) => Reaction)[] = [
  () => ({ respond: noResponse }),
  () => ({ accepts: true, respond: noResponse }),
  (request, random) => after(random() * 1500, accept(request)),
  (request, random) => {
    const ms = random() * 1500;
    return { ...after(ms, accept(request)), acceptsAfterMs: ms };
  },
  () => ({ respond: resetConnection }),
  () => ({ accepts: true, respond: resetConnection }),
  () => ({ accepts: true, respond: cutOff }),
  () => ({ respond: graphError(500, 2) }),
  () => ({ accepts: true, respond: graphError(500, 1) }),
  () => ({ accepts: true, respond: status(502, '<html>') }),
  () => ({ accepts: true, respond: json(400, { error: transient }) }),
  () => ({ accepts: true, respond: status(200, '<html>') }),
  () => ({ accepts: true, respond: status(200) }),
  () => ({ accepts: true, respond: json(200, { events_received: '1' }) }),
  () => ({ respond: status(413) }),
  () => ({ respond: graphError(400, 99_999) }),
  () => ({ respond: graphError(400, 100, 2_804_003) }),
  () => ({ respond: graphError(400, 4) }),
  () => ({ respond: status(429, '', { 'retry-after': '1' }) }),
  () => ({ respond: graphError(401, 190) }),
  () => ({ respond: status(403) }),
  () => ({ respond: status(307, '', { location: 'http://127.0.0.1:1/' }) }),
  () => ({ respond: json(200, { error: { code: 17 } }) }),
  (request) => ({ accepts: true, respond: compressed(request) }),
  ({ ids }) => ({
    accepts: true,
    respond: json(200, { events_received: ids.length }, { connection: 'close' }),
  }),
];

const transient = { message: 'm', code: 99_998, is_transient: true };

/** What happens to a request; Graph never accepts one with an event whose id ends with `bad`. */
export function randomReaction(
  request: ReceivedRequest,
  random: Random,
  hostility: number,
): Reaction {
  const isBad = request.ids.some((id) => id.endsWith('bad'));
  const usual = isBad ? { respond: graphError(400, 100, 2_804_050) } : accept(request);
  const fault = pick(random, faults)(request, random);
  return random() >= hostility || (isBad && fault.accepts) ? usual : fault;
}
