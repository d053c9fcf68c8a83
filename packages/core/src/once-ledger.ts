import { fewAtATime } from './few-at-a-time.ts';
import { inTime } from './in-time.ts';
import { isRestriction, type Restriction } from './once-consent.ts';
import type { OnceStore } from './once-store.ts';

/**
 * What is known of a key: sent before; being sent by another process; ours to send, which no other
 * process will meanwhile; not sent, with an answer that restricts its copies; nothing.
 */
export type Standing = 'sent' | 'sending' | 'claimed' | 'unknown' | Restriction;

/** The store as `onlyOnce` sees it. Whatever the store does, nothing here rejects. */
export interface OnceLedger {
  /** What the store does not say in time is `unknown`. */
  lookUp(keys: readonly string[], wait: LookUpWait): Promise<readonly Standing[]>;
  /** Goes on by itself where that takes longer than the wait. */
  markSent(keys: readonly string[]): Promise<void>;
  markRestricted(keys: readonly string[], answer: Restriction): Promise<void>;
  giveBack(keys: readonly string[]): Promise<void>;
}

interface LookUpWait {
  ms: number;
  signal: AbortSignal | undefined;
  /** How long a claim keeps others off. */
  claimMs: number;
  /** Hears of a claim that was granted only after the wait was over. */
  onLateClaim: (index: number) => void;
}

export function createOnceLedger(store: OnceStore, ttl: number): OnceLedger {
  async function standingOf(key: string, claimMs: number): Promise<Standing> {
    // Redis says 0 or null for taken.
    if (store.add && (await store.add(key, 'sending', claimMs))) return 'claimed';
    const known = await store.get(key);
    return known === 'sent' || known === 'sending' || isRestriction(known) ? known : 'unknown';
  }

  return {
    async lookUp(keys, { ms, signal, claimMs, onLateClaim }) {
      const standings = keys.map((): Standing => 'unknown');
      let isOver = false;
      const questions = fewAtATime(keys, questionsAtATime, async (key, index) => {
        if (isOver) return;
        const standing = await standingOf(key, claimMs).catch((): Standing => 'unknown');
        standings[index] = standing;
        if (isOver && standing === 'claimed') onLateClaim(index);
      });
      await inTime(questions, ms, signal);
      isOver = true;
      // A copy: an answer that comes too late must not change what has been decided.
      return [...standings];
    },
    markSent: (keys) => tellStore(keys, (key) => store.set(key, 'sent', ttl)),
    markRestricted: (keys, answer) => tellStore(keys, (key) => store.set(key, answer, ttl)),
    giveBack: (keys) => tellStore(keys, (key) => store.delete(key)),
  };
}

/** A backlog must not stand in the way of what else a store, or its pool of connections, serves. */
const questionsAtATime = 50;

function tellStore(keys: readonly string[], tell: (key: string) => unknown): Promise<void> {
  return fewAtATime(keys, questionsAtATime, async (key) => {
    try {
      await tell(key);
    } catch {
      // A store that is down is no reason to fail a send: a copy may follow, with the same id.
    }
  });
}
