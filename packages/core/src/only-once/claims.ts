import { withTimeout } from '../async/with-timeout.ts';
import { isAccepted } from '../event/outcome.ts';
import { isNews, keysOf, type OnceEntry, type OnceKey } from './call.ts';
import { type CallTime, storeTimeoutMs } from './call-time.ts';
import { isRestriction, restrict } from './consent.ts';
import type { OnceLedger } from './ledger.ts';
import { alreadySent, leastClaimMs, stillInFlight } from './outcomes.ts';

/** Looks up and claims each entry in the store. If it was sent, or is being sent, sets its outcome. */
export async function lookUp(
  ledger: OnceLedger,
  entries: readonly OnceEntry[],
  { time, sinkMs }: { time: CallTime; sinkMs: number },
): Promise<void> {
  const claimMs = Math.max(leastClaimMs, time.left(), sinkMs);
  const until = performance.now() + Math.min(storeTimeoutMs(entries), time.left() / 2);
  for (const place of [0, 1]) {
    const asked = entries.flatMap((entry) => {
      const key = entry.outcome === undefined ? entry.keys[place] : undefined;
      return key === undefined ? [] : [{ entry, key }];
    });
    if (asked.length === 0) continue;
    const wait = { ms: until - performance.now(), signal: time.signal, claimMs };
    await ask(ledger, asked, wait);
  }
}

async function ask(
  ledger: OnceLedger,
  asked: readonly { entry: OnceEntry; key: OnceKey }[],
  wait: { ms: number; signal: AbortSignal | undefined; claimMs: number },
): Promise<void> {
  const found = await ledger.lookUp(
    asked.map(({ key }) => key.text),
    {
      ...wait,
      onLateClaim: (at) => {
        const late = asked[at];
        if (late === undefined) return;
        const { entry, key } = late;
        key.known = { ...key.known, standing: 'claimed' };
        // A failed event would block its copies until the claim expires.
        if (entry.isSettled && !isAccepted(entry.outcome)) void giveBack(ledger, entry);
      },
    },
  );
  asked.forEach(({ entry, key }, at) => {
    key.known = found[at] ?? key.known;
    const { standing, restriction } = key.known;
    if (restriction !== undefined) restrict(entry, restriction);
    if (standing === 'sent') entry.outcome = alreadySent(entry);
    if (standing === 'sending') entry.outcome = stillInFlight(entry);
  });
}

/**
 * Stores the outcomes; if that takes longer than the call, it continues after it.
 *
 * @param forget called with each key for which a copy need not wait in this process any more
 */
export async function settle(
  ledger: OnceLedger,
  entries: readonly OnceEntry[],
  time: CallTime,
  forget: (key: string) => void,
): Promise<void> {
  for (const entry of entries) entry.isSettled = true;
  const accepted = entries.filter((entry) => isNews(entry) && isAccepted(entry.outcome));
  const kept = new Set(accepted);
  const others = entries.filter((entry) => !kept.has(entry));
  const told = Promise.all([
    ledger.markSent(keysOf(accepted)),
    ...others.map((entry) => giveBack(ledger, entry)),
  ]);
  // Until it is stored, a copy must find it in this process. A failed one may be tried again.
  for (const key of keysOf(others)) forget(key);
  const over = withTimeout(told, storeTimeoutMs(entries)).finally(() => {
    for (const key of keysOf(accepted)) forget(key);
  });
  await withTimeout(over, time.left(), time.signal);
}

/** Stores the consent of an event that was not sent, so that copies obey it, and releases its claim. */
async function giveBack(ledger: OnceLedger, entry: OnceEntry): Promise<void> {
  const { answer, refusedAt: at } = entry;
  if (isRestriction(answer) && !isAccepted(entry.outcome)) {
    const isNewer = ({ known: { restriction } }: OnceKey): boolean =>
      restriction?.answer !== answer || restriction.at < at;
    await ledger.markRestricted(keysOf([entry], isNewer), { answer, at });
  }
  // A claim that is not ours belongs to another process, which stores its own outcome.
  await ledger.giveBack(keysOf([entry], ({ known }) => known.standing === 'claimed'));
}
