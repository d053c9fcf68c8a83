import { createSandbox } from '@meta-capi/sandbox';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCapiClient } from '../../src/client/client.ts';
import type { CapiEvent, Consent, Visitor } from '../../src/event/capi-event.ts';
import { createMemoryStore } from '../../src/only-once/memory-store.ts';
import { onlyOnce } from '../../src/only-once/only-once.ts';
import type { OnceStore } from '../../src/only-once/store.ts';
import { prepareEvent } from '../../src/prepare/prepare.ts';
import { visitorOfPost } from '../../src/visitor/from-request.ts';
import { mergePackedVisitors } from '../../src/visitor/merge.ts';
import { packVisitor } from '../../src/visitor/pack.ts';
import { runs } from '../fuzz-runs.ts';

/** Every place where the answer of one visitor may be, on the way of one copy of a conversion. */
interface Chain {
  cookies: readonly string[];
  tool: string | undefined;
  posted: string | undefined;
  optsOut: boolean;
  /** What other objects of the source carry, an invoice and its subscription. */
  carriers: readonly (string | undefined)[];
}

const answers = ['granted', 'limited', 'denied', 'Yes'] as const;
const answer = fc.constantFrom<string>(...answers);
const chains: fc.Arbitrary<Chain> = fc.record({
  cookies: fc.array(answer, { maxLength: 2 }),
  tool: fc.option(fc.constantFrom(...answers, 'unknown'), { nil: undefined }),
  posted: fc.option(fc.constantFrom(...answers, 'unknown'), { nil: undefined }),
  optsOut: fc.boolean(),
  carriers: fc.array(fc.option(answer, { nil: undefined }), { maxLength: 3 }),
});

function visitorOf({ cookies, tool, posted, optsOut, carriers }: Chain): Visitor {
  const headers = new Headers({
    cookie: cookies.map((value) => `meta_consent=${value}`).join('; '),
    ...(optsOut ? { 'sec-gpc': '1' } : {}),
  });
  const request = new Request('https://shop.example.com/', { headers });
  const consent = tool === undefined ? undefined : () => tool as Consent;
  const visitor = visitorOfPost(request, { consent }, posted);
  const others = carriers.map((value) => (value === undefined ? {} : { meta_consent: value }));
  return others.length === 0 ? visitor : mergePackedVisitors([packVisitor(visitor), ...others]);
}

function eventOf(visitor: Visitor): CapiEvent {
  return {
    eventName: 'Lead',
    eventId: 'lead-1',
    eventTime: new Date(),
    userData: { email: 'maria@example.com', country: 'us', state: 'CA' },
    visitor,
  };
}

/** 0: not sent, 1: with Limited Data Use, 2: sent. */
function sent(chain: Chain, whenConsentUnknown: 'drop' | 'send'): number {
  const preparation = prepareEvent(eventOf(visitorOf(chain)), { whenConsentUnknown });
  if (!preparation.ok) return 0;
  return preparation.event.wire.data_processing_options === undefined ? 2 : 1;
}

/** The answers of a chain, as a person would read them. */
function answersOf({ cookies, tool, posted, carriers }: Chain): readonly (string | undefined)[] {
  return [...cookies, tool, posted, ...carriers];
}

function isAnswered({ cookies, tool, posted }: Chain): boolean {
  return cookies.length > 0 || tool !== undefined || (posted !== undefined && posted !== 'unknown');
}

describe('F-64 a chain of carriers', () => {
  test(`loses no refusal and no limit (${runs(1000)} runs)`, () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const all = answersOf(chain);
        const most = sent(chain, 'send');
        const refuses = all.includes('denied') || all.includes('Yes');
        const limits = all.includes('limited') || chain.optsOut;
        expect(most).toBeLessThanOrEqual(refuses ? 0 : limits ? 1 : 2);
      }),
      { numRuns: runs(1000) },
    );
  });

  test(`never sends more for one answer more, wherever it is (${runs(1000)} runs)`, () => {
    const places = fc.constantFrom('cookies', 'tool', 'posted', 'carriers');
    fc.assert(
      fc.property(chains, places, answer, (chain, place, value) => {
        // Global Privacy Control without an answer is a denial, which a first answer may lift.
        fc.pre(!chain.optsOut || isAnswered(chain));
        const more = { ...chain };
        if (place === 'cookies') more.cookies = [...chain.cookies, value];
        else if (place === 'carriers') more.carriers = [...chain.carriers, value];
        else if (place === 'tool') more.tool ??= value;
        else more.posted ??= value;
        expect(sent(more, 'send')).toBeLessThanOrEqual(sent(chain, 'send'));
        // Where silence is not enough, a first answer may well send more; a refusal may not.
        expect(sent({ ...chain, optsOut: true }, 'drop')).toBeLessThanOrEqual(sent(chain, 'drop'));
        const refused = { ...chain, carriers: [...chain.carriers, 'denied'] };
        expect(sent(refused, 'drop')).toBe(0);
      }),
      { numRuns: runs(1000) },
    );
  });
});

const withAdd = (): OnceStore => {
  const store = createMemoryStore();
  return {
    ...store,
    add: (key, value, ttl) => {
      if (store.get(key) !== undefined) return false;
      store.set(key, value, ttl);
      return true;
    },
  };
};

describe('F-64 copies of one conversion', () => {
  const stores: [string, () => OnceStore | undefined][] = [
    ['in this process', () => undefined],
    ['with a store', createMemoryStore],
    ['with a store that has add', withAdd],
  ];
  test.each(stores)(
    `are sent with no more than all of those before them allow, %s (${runs(100)} runs)`,
    async (_, storeOf) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(chains, { minLength: 1, maxLength: 4 }),
          fc.boolean(),
          async (copies, together) => {
            const sandbox = createSandbox();
            const capi = createCapiClient({
              pixelId: '1234567890',
              accessToken: 'EAAmadeUpToken0123456789',
              whenConsentUnknown: 'send',
              fetch: sandbox.fetch,
            });
            const store = storeOf();
            const processOf = () => onlyOnce(capi, store, { scope: 'shop' });
            const first = processOf();
            const events = copies.map((chain) => eventOf(visitorOf(chain)));
            if (together) await first.sendEvents(events);
            else {
              for (const [at, event] of events.entries()) {
                // Each in a process that knows only what the store knows, where there is one.
                await (store === undefined || at === 0 ? first : processOf()).sendEvents([event]);
              }
            }
            // In one call nothing has left before all of the answers are known.
            const until = together
              ? copies.length
              : copies.findIndex((chain) => sent(chain, 'send') > 0) + 1;
            const before = copies.slice(0, until === 0 ? copies.length : until);
            const most = Math.min(...before.map((chain) => sent(chain, 'send')), 2);
            expect(sandbox.events).toHaveLength(most === 0 ? 0 : 1);
            const limited = sandbox.events.filter(({ event }) => event['data_processing_options']);
            expect(limited).toHaveLength(most === 1 ? 1 : 0);
          },
        ),
        { numRuns: runs(100) },
      );
    },
  );
});
