import { fewAtATime } from '../async/for-each-limit.ts';
import { withTimeout } from '../async/with-timeout.ts';
import { strictestConsent } from '../consent/consent.ts';
import { isRestriction, type Refusal } from './consent.ts';
import type { OnceStore } from './store.ts';

/**
 * State of a key: sent before; being sent by another process; claimed by this process, so no other
 * process sends it; unknown.
 */
type Standing = 'sent' | 'sending' | 'claimed' | 'unknown';

export interface Known {
  standing: Standing;
  /** The answer of a copy that was not sent. */
  restriction: Refusal | undefined;
}

/** The store of `onlyOnce`. Whatever the store does, no method rejects. */
export interface OnceLedger {
  /** A key without an answer in time is `unknown`, and without a restriction. */
  lookUp(keys: readonly string[], wait: LookUpWait): Promise<readonly Known[]>;
  /** Continues if the caller stops waiting. */
  markSent(keys: readonly string[]): Promise<void>;
  /** Stored under another key than the claim, so that neither overwrites the other. */
  markRestricted(keys: readonly string[], refusal: Refusal): Promise<void>;
  giveBack(keys: readonly string[]): Promise<void>;
}

interface LookUpWait {
  ms: number;
  signal: AbortSignal | undefined;
  /** How long a claim blocks other processes. */
  claimMs: number;
  /** Called for a claim that was granted only after the wait was over. */
  onLateClaim: (index: number) => void;
}

export function createOnceLedger(store: OnceStore, ttl: number): OnceLedger {
  async function standingOf(key: string, claimMs: number): Promise<Standing> {
    // Redis returns 0 or null if the key is taken.
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
        // After the claim: a process that released it wrote its restriction before.
        const restriction = await restrictionOf(key).catch(() => undefined);
        // A late answer must not change what has been decided.
        if (!isOver) found[index] = { standing, restriction };
      });
      await withTimeout(questions, ms, signal);
      isOver = true;
      return found;
    },
    markSent: (keys) => writeAll(keys, (key) => store.set(key, 'sent', ttl)),
    markRestricted: (keys, { answer, at }) =>
      writeAll(keys, async (key) => {
        // A look-up that ended too early may have missed a stricter one.
        const known = await restrictionOf(key);
        const strictest = known === undefined ? answer : strictestConsent(known.answer, answer);
        const latest = Math.max(known?.at ?? 0, at);
        await store.set(restrictionKey(key), `${strictest}@${latest}`, ttl);
      }),
    giveBack: (keys) => writeAll(keys, (key) => store.delete(key)),
  };
}

/** Reads `denied@1764201600`; no grant is newer than a refusal without a time. */
function readRefusal(stored: unknown): Refusal | undefined {
  const [answer, time = ''] = typeof stored === 'string' ? stored.split('@', 2) : [];
  if (!isRestriction(answer)) return undefined;
  return { answer, at: /^\d{1,12}$/.test(time) ? Number(time) : Number.POSITIVE_INFINITY };
}

/** No event has this key, because `%` is escaped in the scope and the name of an event's key. */
function restrictionKey(key: string): string {
  return key.replace(':', ':%consent:');
}

/** A backlog must not block other users of the store or of its connection pool. */
const questionsAtATime = 100;

function writeAll(keys: readonly string[], write: (key: string) => unknown): Promise<void> {
  return fewAtATime(keys, questionsAtATime, async (key) => {
    try {
      await write(key);
    } catch {
      // A store that is down must not fail a send: a copy may follow, with the same id.
    }
  });
}
