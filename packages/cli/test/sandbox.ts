import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/** A sandbox on a free port for the tests of a file, empty before each test. */
export function useSandbox(): {
  readonly env: Record<string, string>;
  readonly url: string;
  readonly server: SandboxServer;
} {
  let server: SandboxServer | undefined;
  beforeAll(async () => {
    server = await startSandbox();
  });
  beforeEach(() => server?.sandbox.clear());
  afterAll(async () => server?.close());
  const started = (): SandboxServer => {
    if (server === undefined) throw new Error('The sandbox has not started yet.');
    return server;
  };
  return {
    get env() {
      return { META_CAPI_BASE_URL: started().url };
    },
    get url() {
      return started().url;
    },
    get server() {
      return started();
    },
  };
}

/** What a browser's Pixel sends. */
export async function sendBrowserEvent(
  url: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const query = new URLSearchParams({
    id: '1234567890',
    ev: 'Purchase',
    dl: 'https://shop.example.com/thank-you',
    ts: String(Date.now()),
    'cd[value]': '20',
    'cd[currency]': 'EUR',
    ...fields,
  });
  const response = await fetch(`${url}/tr?${query}`, { headers: { 'user-agent': 'Mozilla/5.0' } });
  await response.arrayBuffer();
}

export const madeUpFbp = 'fb.1.1795000000000.1098115397';
