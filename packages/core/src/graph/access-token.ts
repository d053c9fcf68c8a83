import { withTimeout } from '../async/with-timeout.ts';

/** Where a request gets its token. */
export interface AccessToken {
  /** `undefined` where none could be had in time. */
  get(timeoutMs: number): Promise<string | undefined>;
  /** Another token than the one Meta refused, if there is one. */
  renew(refused: string, timeoutMs: number): Promise<string | undefined>;
}

/**
 * Asks a function for the token at the first send, remembers it, and asks again when Meta refuses it:
 * once a minute at most, since a token that stays refused would else cost a question at every send.
 */
export function createAccessToken(source: string | (() => Promise<string>)): AccessToken {
  if (typeof source === 'string') {
    return { get: () => Promise.resolve(source), renew: () => Promise.resolve(undefined) };
  }
  let current: string | undefined;
  let pending: Promise<string | undefined> | undefined;
  let renewedAt = Number.NEGATIVE_INFINITY;
  const ask = (): Promise<string | undefined> => {
    // Whoever asked first may have given up: a late answer serves the next send.
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
    async get(timeoutMs) {
      return current ?? withTimeout(ask(), Math.min(timeoutMs, longestWaitMs));
    },
    async renew(refused, timeoutMs) {
      if (current !== undefined && current !== refused) return current;
      if (pending === undefined) {
        if (performance.now() - renewedAt < renewalIntervalMs) return undefined;
        // Before the question: a source that is down must not be asked at every send either.
        renewedAt = performance.now();
      }
      // Where the source is down, the last token stays: it may be good again later.
      const fresh = await withTimeout(ask(), Math.min(timeoutMs, longestWaitMs));
      return fresh === refused ? undefined : fresh;
    },
  };
}

const longestWaitMs = 1000;
const renewalIntervalMs = 60_000;

async function tokenOf(source: () => Promise<string>): Promise<string | undefined> {
  try {
    const token: unknown = await source();
    const trimmed = typeof token === 'string' ? token.trim() : undefined;
    return isToken(trimmed) ? trimmed : undefined;
  } catch {
    return undefined;
  }
}

// Node's own errors quote a header or body they cannot encode, so nothing odd may come that far.
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{20,512}$/.test(value);
}
