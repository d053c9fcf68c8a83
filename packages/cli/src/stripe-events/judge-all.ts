import type { StripeLookups } from '@meta-capi/stripe-adapter';
import type { ReadEvent } from './read-events.ts';
import type { Settings } from './settings.ts';
import { createJudge, type Verdict } from './verdict.ts';

/**
 * Judges events, a few at a time, because each may look something up. In their order. With a client,
 * reports how far it is, because a month of look-ups takes minutes.
 */
export async function judgeAll(
  events: readonly ReadEvent[],
  settings: Settings,
  stripe: StripeLookups | undefined,
  progress: (text: string) => void,
): Promise<readonly Verdict[]> {
  const judge = createJudge(settings, stripe);
  const verdicts: Verdict[] = [];
  for (let at = 0; at < events.length; at += atATime) {
    const some = events.slice(at, at + atATime);
    verdicts.push(...(await Promise.all(some.map(({ event }) => judge(event)))));
    if (stripe !== undefined && verdicts.length % reportEvery === 0) {
      progress(`${verdicts.length} of ${events.length} Stripe events looked up`);
    }
  }
  return verdicts;
}

const atATime = 8;
const reportEvery = 25 * atATime;
