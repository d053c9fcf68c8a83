import type { Adapter, WebhookAdapter } from '../adapter.ts';
import { createCapiClient } from '../client.ts';
import type { CapiEvent } from '../event.ts';
import { WebhookError } from '../webhook-error.ts';
import { withoutClock } from './without-clock.ts';

/** One recorded payload and what it means. Times in it must be recent: Meta takes seven days. */
export interface Fixture<Payload> {
  name: string;
  payload: Payload;
  /**
   * Which conversion it tells of. Fixtures of one conversion must agree on the event id;
   * `undefined`: it tells of none, and makes no events.
   */
  conversion: string | undefined;
  /** The same payload as the source sends it, proof included. */
  request?: (() => Request) | undefined;
}

export interface AdapterLawsOptions<Payload> {
  adapter: Adapter<Payload> | WebhookAdapter<Payload>;
  fixtures: readonly Fixture<Payload>[];
  /** Stands in for Meta; in our own tests the sandbox's `fetch` in strict mode. */
  graph: typeof fetch;
  /** Requests that must be refused: a changed byte, a wrong secret, a missing header, … */
  forgeries?: Readonly<Record<string, () => Request>> | undefined;
}

/** One named check; `run` rejects where the adapter breaks the law. */
export interface Law {
  name: string;
  run: () => Promise<void>;
}

/**
 * What every adapter must keep, as checks for any test runner.
 *
 * @example
 * for (const { name, run } of adapterLaws({ adapter, fixtures, graph })) test(name, run);
 */
export function adapterLaws<Payload>(options: AdapterLawsOptions<Payload>): readonly Law[] {
  const { adapter, fixtures } = options;
  const law = (name: string, run: () => Promise<void> | void): Law => ({
    name: `${adapter.name}: ${name}`,
    run: async () => run(),
  });
  return [
    ...fixtures.map((fixture) =>
      law(`pure: ${fixture.name} always makes the same events`, () => checkPure(adapter, fixture)),
    ),
    law('total: junk makes no events and no exception', () => checkTotal(adapter)),
    ...fixtures.map((fixture) =>
      law(`meaning: ${fixture.name} makes ${fixture.conversion ? 'events' : 'none'}`, () =>
        checkMeaning(adapter, fixture),
      ),
    ),
    ...fixtures.map((fixture) =>
      law(`accepted and private: ${fixture.name} is taken, hashed`, () =>
        checkAccepted(options, fixture),
      ),
    ),
    ...(isWebhook(adapter) ? webhookLaws(adapter, options, law) : []),
    law('one conversion, one id', () => checkIds(adapter, fixtures)),
  ];
}

function webhookLaws<Payload>(
  adapter: WebhookAdapter<Payload>,
  { fixtures, forgeries = {} }: AdapterLawsOptions<Payload>,
  law: (name: string, run: () => Promise<void>) => Law,
): Law[] {
  const forged = Object.entries(forgeries);
  return [
    law('proved: there are forgeries to refuse', async () => {
      assert(forged.length > 0, 'give `forgeries`');
    }),
    ...forged.map(([name, request]) =>
      law(`proved: ${name} is refused`, () => checkRefused(adapter, request())),
    ),
    ...fixtures.flatMap(({ name, payload, request }) =>
      request === undefined
        ? []
        : [
            law(`proved: ${name} is received`, async () => {
              const received = toEvents(adapter, await adapter.receive(request()));
              assert(
                same(received, toEvents(adapter, payload)),
                'the request means something else than the payload',
              );
            }),
          ],
    ),
  ];
}

const receivedAt = new Date();

function toEvents<Payload>(adapter: Adapter<Payload>, payload: Payload): readonly CapiEvent[] {
  return adapter.toEvents(payload, receivedAt);
}

function checkPure<Payload>(adapter: Adapter<Payload>, { payload }: Fixture<Payload>): void {
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

function checkTotal<Payload>(adapter: Adapter<Payload>): void {
  for (const payload of junk) {
    const events = toEvents(adapter, payload as Payload);
    assert(
      Array.isArray(events) && events.length === 0,
      `made events of ${JSON.stringify(payload)}`,
    );
  }
}

function checkMeaning<Payload>(
  adapter: Adapter<Payload>,
  { payload, conversion }: Fixture<Payload>,
): void {
  const { length } = toEvents(adapter, payload);
  assert(length > 0 === (conversion !== undefined), `made ${length} events`);
}

async function checkAccepted<Payload>(
  { adapter, graph }: AdapterLawsOptions<Payload>,
  { payload }: Fixture<Payload>,
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

async function checkRefused<Payload>(
  adapter: WebhookAdapter<Payload>,
  request: Request,
): Promise<void> {
  const refusal = await adapter.receive(request).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert(refusal instanceof WebhookError, `expected a WebhookError, got ${String(refusal)}`);
}

function checkIds<Payload>(adapter: Adapter<Payload>, fixtures: readonly Fixture<Payload>[]): void {
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

function isWebhook<Payload>(
  adapter: Adapter<Payload> | WebhookAdapter<Payload>,
): adapter is WebhookAdapter<Payload> {
  return 'receive' in adapter;
}

function same(one: unknown, two: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(two);
}

function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
