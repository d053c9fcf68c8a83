import { describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../src/index.ts';
import { eventToJson } from '../../src/journal/received.ts';
import { brokenPairFixOf } from '../../src/page/broken-pair-fix.ts';
import { joinBrokenPairs } from '../../src/page/broken-pairs.ts';
import { createConversions } from '../../src/page/conversions.ts';
import type { Conversion, PageEvent } from '../../src/page/events.ts';
import { figuresOf } from '../../src/page/figures.ts';
import { addPossibleDuplicates } from '../../src/page/possible-duplicates.ts';
import { everything, includes, type Show } from '../../src/page/view.ts';
import { post } from '../post.ts';
import { NOW, purchase } from '../purchase.ts';

const fbp = 'fb.1.1795000000000.1098115397';

const createClockedSandbox = (): Sandbox => createSandbox({ now: () => NOW });

function browserPurchase(sandbox: Sandbox, id: string): Promise<Response> {
  return sandbox.fetch(
    `https://www.facebook.com/tr?id=1234567890&ev=Purchase&eid=${id}&fbp=${fbp}&cd[value]=142.52&cd[currency]=USD`,
  );
}

function conversionsOf(sandbox: Sandbox): readonly Conversion[] {
  const conversions = createConversions(100);
  conversions.take(
    sandbox.events.map(({ duplicateOf, ...event }) => ({
      ...event,
      ...(duplicateOf && { duplicateOf: duplicateOf.number }),
    })),
  );
  return addPossibleDuplicates(joinBrokenPairs(conversions.list()));
}

const idsOf = (conversions: readonly Conversion[], show: Show): readonly unknown[] =>
  conversions
    .filter((one) => includes({ ...everything, show }, one))
    .map(({ lead }) => lead.eventId);

describe('a broken pair', () => {
  test('is included in the figure of conversions that are counted twice', async () => {
    const sandbox = createClockedSandbox();
    await browserPurchase(sandbox, 'order_1001');
    await post(sandbox, [
      purchase({ event_id: 'pi_3QxYz' }),
      purchase({ event_id: 'order-7', user_data: { external_id: 'customer-7' } }),
    ]);
    const conversions = conversionsOf(sandbox);
    const figure = figuresOf(conversions).find(({ note }) => note === '1 counted twice');

    expect(figure?.value).toBe('2');
    expect(idsOf(conversions, figure?.show ?? 'all')).toEqual(['order_1001']);
  });

  test('is fixed in the browser, or on the server if only the browser has an id', async () => {
    const sandbox = createClockedSandbox();
    await browserPurchase(sandbox, 'order_1001');
    await post(sandbox, [purchase({ event_id: 'pi_3QxYz' })]);
    const other = createClockedSandbox();
    await browserPurchase(other, 'order_1001');
    await post(other, [purchase({ event_id: 'undefined' })]);

    expect(conversionsOf(sandbox).map(brokenPairFixOf)).toEqual([
      { eventId: 'pi_3QxYz', changes: 'browser' },
    ]);
    expect(conversionsOf(other).map(brokenPairFixOf)).toEqual([
      { eventId: 'order_1001', changes: 'server' },
    ]);
  });
});

describe('a possible duplicate', () => {
  const user_data = { fbp, client_user_agent: 'made-up agent' };

  test('is included in the figure of conversions that are possibly counted twice', async () => {
    const sandbox = createClockedSandbox();
    await browserPurchase(sandbox, 'pi_1');
    await post(sandbox, [purchase({ event_id: 'pi_1', user_data })]);
    await post(sandbox, [purchase({ event_id: 'cs_test_1', user_data })]);
    await post(sandbox, [
      purchase({ event_id: 'order-7', user_data: { external_id: 'customer-7' } }),
    ]);
    const conversions = conversionsOf(sandbox);
    const figure = figuresOf(conversions).find(({ note }) => note === '2 possibly counted twice');

    expect(idsOf(conversions, figure?.show ?? 'all')).toEqual(['cs_test_1', 'pi_1']);
    const others = conversions.map(({ possibleDuplicate }) => possibleDuplicate?.eventId);
    expect(others).toEqual([undefined, 'pi_1', 'cs_test_1']);
  });

  test('ends when the other event is removed from memory', async () => {
    const sandbox = createClockedSandbox();
    await post(sandbox, [purchase({ event_id: 'pi_1', user_data })]);
    await post(sandbox, [purchase({ event_id: 'cs_test_1', user_data })]);
    const page = createConversions(1);
    page.take(sandbox.events.map((event) => eventToJson(event) as PageEvent));

    expect(addPossibleDuplicates(page.list()).map((one) => one.possibleDuplicate)).toEqual([
      undefined,
    ]);
  });
});

test('a conversion is refused only if Meta accepts no attempt', async () => {
  const sandbox = createClockedSandbox();
  sandbox.faults.simulate({ kind: 'transient' });
  await post(sandbox, [purchase({ event_id: 'retried' })]);
  await post(sandbox, [purchase({ event_id: 'retried' })]);
  await post(sandbox, [purchase({ event_id: 'bad', action_source: 'nowhere' })]);
  const conversions = conversionsOf(sandbox);

  expect(figuresOf(conversions).find(({ show }) => show === 'refused')?.value).toBe('1');
  expect(idsOf(conversions, 'refused')).toEqual(['bad']);
});
