import type { StripeLookups } from '@meta-capi/stripe-adapter';
import type { ReadEvent } from './read-events.ts';
import type { Settings } from './settings.ts';
import { createJudge, type Verdict } from './verdict.ts';

/** Judges events, a few at a time, because each may look something up. In their order. */
export async function judgeAll(
  events: readonly ReadEvent[],
  settings: Settings,
  stripe: StripeLookups | undefined,
): Promise<readonly Verdict[]> {
  const judge = createJudge(settings, stripe);
  const verdicts: Verdict[] = [];
  for (let at = 0; at < events.length; at += atATime) {
    const some = events.slice(at, at + atATime);
    verdicts.push(...(await Promise.all(some.map(({ event }) => judge(event)))));
  }
  return verdicts;
}

const atATime = 8;
