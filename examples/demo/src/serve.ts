import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@meta-capi/core';

export interface Served {
  url: string;
  close: () => Promise<void>;
}

/** Serves a handler on the loopback address, on any free port. */
export async function serve(handler: (request: Request) => Promise<Response>): Promise<Served> {
  const mounted = toNodeHandler(handler);
  const server = createServer((request, response) => void mounted(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
