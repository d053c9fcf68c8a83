import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import { onTestFinished } from 'vitest';

/** A sandbox for one test. */
export async function sandbox(): Promise<SandboxServer> {
  const server = await startSandbox();
  onTestFinished(server.close);
  return server;
}
