import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Simulates the AWS Parameters and Secrets extension. */
export interface Extension {
  port: number;
  readonly asked: number;
  close: () => void;
}

export async function startExtension(delayMs: number): Promise<Extension> {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    void sleep(delayMs).then(() =>
      response.end(JSON.stringify({ Parameter: { Value: 'EAAmadeupmadeupmadeup' } })),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    get asked() {
      return asked;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
