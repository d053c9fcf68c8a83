import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on the loopback address. */
export async function listen(
  server: Server,
  port: number,
): Promise<{ url: string; close: () => Promise<void> }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:http');
  const { url, close } = await listen(createServer(), 0);
  await close();
  return Number(new URL(url).port);
}
