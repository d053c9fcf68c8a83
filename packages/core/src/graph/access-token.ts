import { withTimeout } from '../async/with-timeout.ts';

/** Where a request gets its token. */
export interface AccessToken {
  /** The token that is available without waiting. */
  known(): string | undefined;
  /** `undefined` where the source returned none in time. */
  get(timeoutMs: number): Promise<string | undefined>;
  /** Another token than the one that Meta rejected, if the source has one. */
  renew(rejected: string, timeoutMs: number): Promise<string | undefined>;
}

/**
 * Calls a function for the token at the first send, caches the token, and calls the function again
 * when Meta rejects the token: once a minute at most, since otherwise a token that stays invalid would
 * cost a call at every send.
 */
export function createAccessToken(source: string | (() => Promise<string>)): AccessToken {
  if (typeof source === 'string') {
    return {
      known: () => source,
      get: () => Promise.resolve(source),
      renew: () => Promise.resolve(undefined),
    };
  }
  let current: string | undefined;
  let pending: Promise<string | undefined> | undefined;
  let renewedAt = Number.NEGATIVE_INFINITY;
  const request = (): Promise<string | undefined> => {
    // The first caller may have given up: a late token serves the next send.
    if (pending === undefined) {
      pending = tokenOf(source).then((token) => {
        current = token ?? current;
        return token;
      });
      void withTimeout(pending, longestWaitMs).finally(() => {
        pending = undefined;
      });
    }
    return pending;
  };
  return {
    known: () => current,
    async get(timeoutMs) {
      return current ?? withTimeout(request(), Math.min(timeoutMs, longestWaitMs));
    },
    async renew(rejected, timeoutMs) {
      if (current !== rejected) return current;
      if (pending === undefined) {
        if (performance.now() - renewedAt < renewalIntervalMs) return undefined;
        // Before the call: a source that is down must not be called at every send either.
        renewedAt = performance.now();
      }
      // If the source is down, the last token stays: it may be valid again later.
      const fresh = await withTimeout(request(), Math.min(timeoutMs, longestWaitMs));
      return fresh === rejected ? undefined : fresh;
    },
  };
}

const longestWaitMs = 1000;
const renewalIntervalMs = 60_000;

async function tokenOf(source: () => Promise<string>): Promise<string | undefined> {
  try {
    const token = (await source()).trim();
    return isToken(token) ? token : undefined;
  } catch {
    return undefined;
  }
}

// Node's own errors quote a header or body that they cannot encode, so a token with such characters is refused.
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{20,512}$/.test(value);
}
