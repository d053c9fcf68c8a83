import type { CapiEvent } from '../event/capi-event.ts';
// The published entry: its file has the client, so that no third file holds what both use.
import { createCapiClient } from '../index.ts';
import type { Adapter, WebhookAdapter } from '../webhook/adapter.ts';
import { WebhookError } from '../webhook/webhook-error.ts';
import type { Fixture } from './fixture.ts';
import { withoutClock } from './without-clock.ts';

const receivedAt = new Date();

function toEvents<Payload>(adapter: Adapter<Payload>, payload: Payload): readonly CapiEvent[] {
  return adapter.toEvents(payload, receivedAt);
}

export function checkPure<Payload>(adapter: Adapter<Payload>, { payload }: Fixture<Payload>): void {
  const before = JSON.stringify(payload);
  const [one, two] = withoutClock(() => [toEvents(adapter, payload), toEvents(adapter, payload)]);
  assert(same(one, two), 'two calls made different events');
  assert(JSON.stringify(payload) === before, 'the payload was changed');
}

const junk: readonly unknown[] = [
  undefined,
  null,
  0,
  '',
  'text',
  [],
  {},
  { type: 'unknown.kind', id: 'x', data: { object: {} } },
  { type: null, data: null },
  new Map([['type', 'unknown']]),
];

export function checkTotal<Payload>(adapter: Adapter<Payload>): void {
  for (const payload of junk) {
    const events = toEvents(adapter, payload as Payload);
    assert(
      Array.isArray(events) && events.length === 0,
      `made events of ${JSON.stringify(payload)}`,
    );
  }
}

export function checkMeaning<Payload>(
  adapter: Adapter<Payload>,
  { payload, conversion }: Fixture<Payload>,
): void {
  const { length } = toEvents(adapter, payload);
  assert(length > 0 === (conversion !== undefined), `made ${length} events`);
}

export async function checkAccepted<Payload>(
  adapter: Adapter<Payload>,
  { payload }: Fixture<Payload>,
  graph: typeof fetch,
): Promise<void> {
  const sent: string[] = [];
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-for-the-laws-of-adapters',
    whenConsentUnknown: 'send',
    testEventCode: 'TEST12345',
    fetch: async (input, init) => {
      if (typeof init?.body === 'string') sent.push(init.body);
      return graph(input, init);
    },
  });
  const events = toEvents(adapter, payload);
  const { outcomes, warnings } = await capi.sendEvents(events);
  for (const { outcome, reason, error } of outcomes) {
    const why = error?.message ?? `${reason}: ${warnings.map(({ message }) => message).join(' ')}`;
    assert(outcome === 'delivered' || reason?.startsWith('consent') === true, `${outcome}: ${why}`);
  }
  const wire = sent.join('\n').toLowerCase();
  for (const value of events.flatMap(personalValues)) {
    assert(!wire.includes(value.toLowerCase()), 'a raw value of userData was sent');
  }
}

/** Raw values long enough that they cannot stand in a hash by chance. */
function personalValues({ userData = {} }: CapiEvent): readonly string[] {
  const { email, phone, firstName, lastName, city, zip, dateOfBirth, externalId } = userData;
  return [email, phone, firstName, lastName, city, zip, dateOfBirth, externalId]
    .flat()
    .map(String)
    .flatMap((value) => [value, value.replace(/\D/g, '')])
    .filter((value) => value.length >= 6 && value !== 'undefined');
}

export async function checkReceived<Payload>(
  adapter: WebhookAdapter<Payload>,
  request: Request,
  payload: Payload,
): Promise<void> {
  const received = toEvents(adapter, await adapter.receive(request));
  const isSame = same(received, toEvents(adapter, payload));
  assert(isSame, 'the request means something else than the payload');
}

export function checkAnyForgery(forgeries: number): void {
  assert(forgeries > 0, 'give `forgeries`');
}

export async function checkRefused<Payload>(
  adapter: WebhookAdapter<Payload>,
  request: Request,
): Promise<void> {
  const refusal = await adapter.receive(request).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert(refusal instanceof WebhookError, `expected a WebhookError, got ${String(refusal)}`);
}

export function checkIds<Payload>(
  adapter: Adapter<Payload>,
  fixtures: readonly Fixture<Payload>[],
): void {
  const conversions = new Map<string, string>();
  for (const { name, payload, conversion } of fixtures) {
    if (conversion === undefined) continue;
    for (const { eventName, eventId } of toEvents(adapter, payload)) {
      const known = conversions.get(`${eventName} ${eventId}`);
      assert(
        known === undefined || known === conversion,
        `${name}: its id is also that of ${known}`,
      );
      conversions.set(`${eventName} ${eventId}`, conversion);
    }
  }
  const ids = [...conversions.keys()];
  for (const conversion of new Set(conversions.values())) {
    const own = ids.filter((id) => conversions.get(id) === conversion);
    const names = own.map((id) => id.slice(0, id.indexOf(' ')));
    assert(new Set(names).size === own.length, `${conversion} has several ids`);
  }
}

function same(one: unknown, two: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(two);
}

function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
