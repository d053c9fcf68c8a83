import { serve } from '@hono/node-server';
import { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';

export interface SandboxServerOptions extends SandboxOptions {
  /** `0` takes any free port. @default 0 */
  readonly port?: number | undefined;
}

/** A sandbox that listens on a port. */
export interface SandboxServer {
  /** Such as `http://127.0.0.1:4010`, without a slash at the end. */
  readonly url: string;
  readonly sandbox: Sandbox;
  /** Ends open connections and frees the port. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a sandbox on the loopback address, where only this machine reaches it. Rejects if the port
 * is taken.
 */
export function startSandbox(options: SandboxServerOptions = {}): Promise<SandboxServer> {
  const { port = 0, ...sandboxOptions } = options;
  const sandbox = createSandbox(sandboxOptions);
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: (request) => sandbox.fetch(request),
        hostname: '127.0.0.1',
        port,
        overrideGlobalObjects: false,
      },
      (address) => {
        resolve({
          url: `http://127.0.0.1:${address.port}`,
          sandbox,
          close: () =>
            new Promise((closed, failed) => {
              server.close((error) => (error ? failed(error) : closed()));
              if ('closeAllConnections' in server) server.closeAllConnections();
            }),
        });
      },
    );
    server.once('error', reject);
  });
}
