import { readFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { readRecording, recordRequests, replayRequests } from '../journal/recording.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../sandbox.ts';
import { createInspector } from './inspector.ts';

export interface SandboxServerOptions extends SandboxOptions {
  /** `0` selects any free port. @default 0 */
  readonly port?: number | undefined;
  /** A file to which every request is appended, as JSON lines without tokens. */
  readonly record?: string | undefined;
  /** A file written by `record`; its requests are replayed before the server starts. */
  readonly replay?: string | undefined;
}

/** A sandbox with an HTTP server. */
export interface SandboxServer {
  /** Such as `http://127.0.0.1:4010`, without a slash at the end. */
  readonly url: string;
  readonly sandbox: Sandbox;
  /** Closes all connections and frees the port. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a sandbox on the loopback address, which only this machine can reach: the Graph API, the
 * page that shows what it received (`/`) and a JSON API (`/sandbox/…`). Rejects if the port is taken
 * or a file cannot be read or written.
 */
export async function startSandbox(options: SandboxServerOptions = {}): Promise<SandboxServer> {
  const { port = 0, record, replay, ...sandboxOptions } = options;
  const sandbox = createSandbox(sandboxOptions);
  if (replay !== undefined) {
    await replayRequests(sandbox, readRecording(readFileSync(replay, 'utf8'), replay));
  }
  const endRecording = record === undefined ? undefined : recordRequests(sandbox, record);
  const inspect = createInspector(sandbox);
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: async (request) => (await inspect(request)) ?? sandbox.fetch(request),
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
              endRecording?.();
              server.close((error) => (error ? failed(error) : closed()));
              if ('closeAllConnections' in server) server.closeAllConnections();
            }),
        });
      },
    );
    server.once('error', reject);
  });
}
