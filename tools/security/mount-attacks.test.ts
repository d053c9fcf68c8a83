import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { toLambdaHandler, toNodeHandler } from '@meta-capi/core';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { expectCleanPrototypes } from './attack.ts';
import { gatewayAttacks, wireAttacks } from './mount-attacks.ts';

// What a client can write on the wire in front of toNodeHandler, and what a gateway can hand to
// toLambdaHandler. Whatever arrives, the handler sees one request of the host and path that were
// asked for, or none.

const seen: string[] = [];
const handler = async (request: Request): Promise<Response> => {
  seen.push(`${request.method} ${request.url} ${await request.text()}`);
  return new Response(null, { status: 204 });
};

const node = toNodeHandler(handler);
const server = createServer((incoming, outgoing) => void node(incoming, outgoing));
await once(server.listen(0, '127.0.0.1'), 'listening');
const { port } = server.address() as AddressInfo;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen.length = 0;
});

/** Sends these lines and reads until the server closes, or half a second. */
async function raw(...lines: readonly string[]): Promise<number[]> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  socket.on('error', () => undefined);
  socket.write(lines.join('\r\n'), 'latin1');
  socket.setTimeout(500, () => socket.destroy());
  await once(socket, 'close');
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
}

describe('toNodeHandler', () => {
  test.each(wireAttacks)('withstands $name', async ({ lines, statuses, seen: expected = [] }) => {
    expect(await raw(...lines)).toEqual(statuses);
    expect(seen).toEqual(expected);
    expectCleanPrototypes();
  });
});

describe('toLambdaHandler', () => {
  const lambda = toLambdaHandler(handler);
  test.each(gatewayAttacks)('withstands $name', async ({ event, status, seen: expected }) => {
    expect(await lambda(event)).toMatchObject({ statusCode: status, body: '' });
    expect(seen).toEqual(expected === undefined ? [] : [expected]);
    expectCleanPrototypes();
  });
});
