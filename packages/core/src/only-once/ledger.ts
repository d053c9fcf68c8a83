import { fewAtATime } from '../async/for-each-limit.ts';
import { withTimeout } from '../async/with-timeout.ts';
import { strictestConsent } from '../consent/consent.ts';
import { isRestriction, type Refusal } from './consent.ts';
import type { OnceStore } from './store.ts';

/**
 * What is known of a key: sent before; being sent by another process; ours to send, which no other
 * process will meanwhile; nothing.
 */
type Standing = 'sent' | 'sending' | 'claimed' | 'unknown';

export interface Known {
  standing: Standing;
  /** The answer of a copy that was not sent. */
  restriction: Refusal | undefined;
}

/** The store as `onlyOnce` sees it. Whatever the store does, nothing here rejects. */
export interface OnceLedger {
  /** What the store does not say in time is `unknown`, and without a restriction. */
  lookUp(keys: readonly string[], wait: LookUpWait): Promise<readonly Known[]>;
  /** Goes on by itself where that takes longer than the wait. */
  markSent(keys: readonly string[]): Promise<void>;
  /** Under a key beside the claim's: neither can overwrite the other. */
  markRestricted(keys: readonly string[], refusal: Refusal): Promise<void>;
  giveBack(keys: readonly string[]): Promise<void>;
}

interface LookUpWait {
  ms: number;
  signal: AbortSignal | undefined;
  /** How long a claim keeps others off. */
  claimMs: number;
  /** Called for a claim that was granted only after the wait was over. */
  onLateClaim: (index: number) => void;
}

export function createOnceLedger(store: OnceStore, ttl: number): OnceLedger {
  async function standingOf(key: string, claimMs: number): Promise<Standing> {
    // Redis says 0 or null for taken.
    if (store.add && (await store.add(key, 'sending', claimMs))) return 'claimed';
    const known = await store.get(key);
    return known === 'sent' || known === 'sending' ? known : 'unknown';
  }

  async function restrictionOf(key: string): Promise<Refusal | undefined> {
    return readRefusal(await store.get(restrictionKey(key)));
  }

  return {
    async lookUp(keys, { ms, signal, claimMs, onLateClaim }) {
      const found = keys.map((): Known => ({ standing: 'unknown', restriction: undefined }));
      let isOver = false;
      const questions = fewAtATime(keys, questionsAtATime, async (key, index) => {
        if (isOver) return;
        const standing = await standingOf(key, claimMs).catch((): Standing => 'unknown');
        if (isOver) {
          if (standing === 'claimed') onLateClaim(index);
          return;
        }
        found[index] = { standing, restriction: undefined };
        if (standing === 'sent') return;
        // After the claim: who gave it back has written its restriction before.
        const restriction = await restrictionOf(key).catch(() => undefined);
        // An answer that comes too late must not change what has been decided.
        if (!isOver) found[index] = { standing, restriction };
      });
      await withTimeout(questions, ms, signal);
      isOver = true;
      return found;
    },
    markSent: (keys) => tellStore(keys, (key) => store.set(key, 'sent', ttl)),
    markRestricted: (keys, { answer, at }) =>
      tellStore(keys, async (key) => {
        // A look-up that ended too early may have missed a stricter one.
        const known = await restrictionOf(key);
        const strictest = known === undefined ? answer : strictestConsent(known.answer, answer);
        const latest = Math.max(known?.at ?? 0, at);
        await store.set(restrictionKey(key), `${strictest}@${latest}`, ttl);
      }),
    giveBack: (keys) => tellStore(keys, (key) => store.delete(key)),
  };
}

/** `denied@1764201600`; a text without a time is a refusal that no grant is newer than. */
function readRefusal(stored: unknown): Refusal | undefined {
  const [answer, time = ''] = typeof stored === 'string' ? stored.split('@', 2) : [];
  if (!isRestriction(answer)) return undefined;
  return { answer, at: /^\d{1,12}$/.test(time) ? Number(time) : Number.POSITIVE_INFINITY };
}

/** No event has this key: a bare `%` occurs in no scope and in no name of one. */
function restrictionKey(key: string): string {
  return key.replace(':', ':%consent:');
}

/** A backlog must not stand in the way of what else a store, or its pool of connections, serves. */
const questionsAtATime = 100;

function tellStore(keys: readonly string[], tell: (key: string) => unknown): Promise<void> {
  return fewAtATime(keys, questionsAtATime, async (key) => {
    try {
      await tell(key);
    } catch {
      // A store that is down is no reason to fail a send: a copy may follow, with the same id.
    }
  });
}
