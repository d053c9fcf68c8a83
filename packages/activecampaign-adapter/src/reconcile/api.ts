import { accountName } from '../mapping/account-name.ts';

export interface ApiOptions {
  account: string;
  apiToken: string;
  fetch?: typeof fetch | undefined;
  signal?: AbortSignal | undefined;
}

/** Sends `GET /api/3/…`, within the rate limit of ActiveCampaign. */
export type ApiGet = (path: string, query: Readonly<Record<string, string>>) => Promise<unknown>;

/**
 * Reads from the API. It sends one request after another, at most five per second, and retries after 429, a
 * server error or a network error.
 */
// https://developers.activecampaign.com/reference/rate-limits: 5 requests a second per account
export function createApi({ account, apiToken, fetch: send = fetch, signal }: ApiOptions): ApiGet {
  const origin = originOf(account);
  let nextAt = 0;

  async function attempt(url: string): Promise<Attempt> {
    await sleep(nextAt - performance.now(), signal);
    nextAt = performance.now() + spacingMs;
    const timeout = AbortSignal.timeout(30_000);
    try {
      const response = await send(url, {
        headers: { 'api-token': apiToken, accept: 'application/json' },
        // A redirect would send the token to another host.
        redirect: 'error',
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      });
      if (response.ok) return { ok: true, body: await response.json() };
      const { status, headers } = response;
      return { ok: false, status, retryAfterMs: Number(headers.get('retry-after') ?? 0) * 1000 };
    } catch {
      signal?.throwIfAborted();
      return { ok: false, status: 0, retryAfterMs: 0 };
    }
  }

  return async (path, query) => {
    const url = `${origin}/api/3/${path}?${new URLSearchParams(query)}`;
    for (let attempts = 1; ; attempts += 1) {
      const result = await attempt(url);
      if (result.ok) return result.body;
      if (attempts === maxAttempts || !isTransient(result.status))
        throw failure(path, result.status);
      const waitMs = Math.max(result.retryAfterMs || 0, 500 * 2 ** attempts);
      nextAt = performance.now() + Math.min(waitMs, maxWaitMs);
    }
  };
}

type Attempt = { ok: true; body: unknown } | { ok: false; status: number; retryAfterMs: number };

const spacingMs = 200;
const maxAttempts = 5;
const maxWaitMs = 120_000;

// Settings > Developer shows the address; it is not the address of the login page.
function originOf(account: string): string {
  const [origin] = /^https:\/\/[^/]+\.api-[a-z\d]+\.com/i.exec(account.trim()) ?? [];
  return origin ?? `https://${accountName(account)}.api-us1.com`;
}

function isTransient(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}

function failure(path: string, status: number): Error {
  const why =
    status === 401 || status === 403
      ? 'apiToken is invalid: copy it from Settings > Developer of this account.'
      : status === 404
        ? 'account: no account has this name.'
        : status === 0
          ? 'no readable response was received.'
          : `the response is ${status}.`;
  return new Error(`ActiveCampaign’s API, GET /api/3/${path}: ${why}`);
}

async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (ms <= 0) return;
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake);
  });
  signal?.throwIfAborted();
}
