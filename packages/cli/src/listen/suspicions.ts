import { pairedConversions, type SandboxEvent } from './sandbox-event.ts';

/** A reason why a conversion may be counted twice that the sandbox cannot prove. */
export interface Suspicion {
  readonly kind: 'possible-duplicate' | 'unpaired-sides';
  readonly eventName: string;
  readonly browserIds: readonly string[];
  readonly serverIds: readonly string[];
}

/**
 * Events that may be one conversion: counted events of one name, some from the browser only and some
 * from the server only, without the broken pairs; and two events of one side that the sandbox marked as
 * possible duplicates.
 */
export function suspicionsOf(events: readonly SandboxEvent[]): readonly Suspicion[] {
  const paired = pairedConversions(events);
  const single = events.filter(
    ({ verdict, conversion, nearMissOf }) =>
      verdict === 'counted' && nearMissOf === undefined && !paired.has(conversion),
  );
  const byName = new Map<string, SandboxEvent[]>();
  for (const event of single) {
    const { eventName } = event;
    if (eventName === undefined || frequent.has(eventName)) continue;
    const named = byName.get(eventName);
    if (named === undefined) byName.set(eventName, [event]);
    else named.push(event);
  }
  const unpaired = [...byName].flatMap(([name, named]) => unpairedSides(name, named));
  return [...unpaired, ...possibleDuplicates(events)];
}

/** People do these several times within minutes. */
const frequent: ReadonlySet<string> = new Set(['PageView', 'ViewContent', 'Search', 'AddToCart']);

function unpairedSides(eventName: string, events: readonly SandboxEvent[]): readonly Suspicion[] {
  const browserIds = idsOf(events, 'browser');
  const serverIds = idsOf(events, 'server');
  if (browserIds.length === 0 || serverIds.length === 0) return [];
  return [{ kind: 'unpaired-sides', eventName, browserIds, serverIds }];
}

/** Such as one sale that the webhooks of both the PaymentIntent and the Checkout Session report. */
function possibleDuplicates(events: readonly SandboxEvent[]): readonly Suspicion[] {
  const byNumber = new Map(events.map((event) => [event.number, event]));
  return events.flatMap((event) => {
    const earlier = byNumber.get(event.possibleDuplicateOf ?? 0);
    if (earlier === undefined) return [];
    const both = [earlier, event];
    return {
      kind: 'possible-duplicate',
      eventName: event.eventName ?? '',
      browserIds: idsOf(both, 'browser'),
      serverIds: idsOf(both, 'server'),
    };
  });
}

function idsOf(events: readonly SandboxEvent[], side: string): readonly string[] {
  return events.filter(({ source }) => source === side).map(({ eventId }) => eventId ?? '(no id)');
}

export function describeSuspicion({ kind, eventName, ...ids }: Suspicion): string {
  const { browserIds, serverIds } = ids;
  if (kind === 'unpaired-sides') {
    return [
      `${eventName}: ${browserIds.length} from the browser only, ${serverIds.length} from the server only.`,
      `    browser  ${shown(browserIds)}`,
      `    server   ${shown(serverIds)}`,
      '    If these are the same conversions, Meta counts each twice.',
      '    fix: send the same event_id from both sides.',
    ].join('\n');
  }
  const [side, two] = serverIds.length > 0 ? ['server', serverIds] : ['browser', browserIds];
  return [
    `${eventName}: two from the ${side} with the same value and buyer, under the ids ${shown(two)}.`,
    '    If this is one conversion, Meta counts it twice.',
    side === 'server'
      ? '    fix: create the event from one source only (purchaseSource of the Stripe adapter; one route).'
      : '    fix: track the event once, or with the same eventID.',
  ].join('\n');
}

function shown(ids: readonly string[]): string {
  const first = ids.slice(0, 5).join(', ');
  return ids.length > 5 ? `${first} and ${ids.length - 5} more` : first;
}
