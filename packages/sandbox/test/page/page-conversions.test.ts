import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSandbox, type ReceivedEvent } from '../../src/index.ts';
import { createConversions } from '../../src/page/conversions.ts';
import type { PageEvent } from '../../src/page/events.ts';
import { post } from '../post.ts';
import { NOW, purchase } from '../purchase.ts';

const keep = 12;

/** A copy of one of a few orders, or an attempt that fails, or that the page catches up. */
const step = fc.oneof(
  fc.record({
    source: fc.constantFrom('server', 'failing server', 'browser'),
    id: fc.integer({ min: 1, max: 5 }),
  }),
  fc.constant('look' as const),
);

test('the page shows the sandbox’s conversions for random requests', {
  timeout: 30_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const sandbox = createSandbox({ now: () => NOW, keep });
      const conversions = createConversions(keep);
      sandbox.subscribe((change) => {
        if (typeof change !== 'string') conversions.take(change.events.map(toPage));
      });
      for (const one of steps) {
        if (one === 'look') conversions.list();
        else if (one.source !== 'browser') {
          if (one.source === 'failing server') sandbox.faults.simulate({ kind: 'transient' });
          await post(sandbox, [purchase({ event_id: `order-${one.id}` })]);
        } else {
          await sandbox.fetch(
            `https://www.facebook.com/tr?id=1234567890&ev=Purchase&eid=order-${one.id}`,
          );
        }
      }

      const shown = conversions.list().map(({ events }) => events.map(({ number }) => number));
      expect(shown).toEqual(groupsOf(sandbox.events.map(toPage)));
      for (const { conversion, duplicateOf } of sandbox.events) {
        expect(conversion).toBe(duplicateOf?.conversion ?? conversion);
      }
      expect(conversions.events()).toEqual(sandbox.events.map(toPage));
    }),
    {
      numRuns: 200,
      examples: [
        // The pair of order 4 changes event 3, whose conversion must stay in its place.
        [[server(1), browser(4), server(4), server(2), browser(1)]],
      ],
    },
  );
});

function server(id: number) {
  return { source: 'server', id } as const;
}

function browser(id: number) {
  return { source: 'browser', id } as const;
}

function toPage({ duplicateOf, ...event }: ReceivedEvent): PageEvent {
  return { ...event, ...(duplicateOf && { duplicateOf: duplicateOf.number }) };
}

/** Computes everything again, which is too slow for the page. */
function groupsOf(events: readonly PageEvent[]): number[][] {
  return [...new Set(events.map(({ conversion }) => conversion))]
    .map((one) => events.filter(({ conversion }) => conversion === one))
    .map((group) => group.map(({ number }) => number))
    .toSorted((one, other) => (other.at(-1) ?? 0) - (one.at(-1) ?? 0));
}
