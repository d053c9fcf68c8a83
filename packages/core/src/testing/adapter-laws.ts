import type { Adapter, WebhookAdapter } from '../webhook/adapter.ts';
import type { Fixture } from './fixture.ts';
import {
  checkAccepted,
  checkAnyForgery,
  checkIds,
  checkMeaning,
  checkPure,
  checkReceived,
  checkRefused,
  checkTotal,
} from './law-checks.ts';

export type { Fixture };

export interface AdapterLawsOptions<Payload> {
  adapter: Adapter<Payload> | WebhookAdapter<Payload>;
  fixtures: readonly Fixture<Payload>[];
  /** Simulates Meta: for example the sandbox's `fetch` in strict mode. */
  graph: typeof fetch;
  /** Requests that must be refused: a changed byte, a wrong secret, a missing header, … */
  forgeries?: Readonly<Record<string, () => Request>> | undefined;
}

/** One named check; `run` rejects if the adapter breaks the law. */
export interface Law {
  name: string;
  run: () => Promise<void>;
}

/**
 * The laws of every adapter, as checks for any test runner.
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
      law(`pure: ${fixture.name} always creates the same events`, () =>
        checkPure(adapter, fixture),
      ),
    ),
    law('total: an unknown payload creates no events and throws nothing', () =>
      checkTotal(adapter),
    ),
    ...fixtures.map((fixture) =>
      law(`meaning: ${fixture.name} creates ${fixture.conversion ? 'events' : 'no events'}`, () =>
        checkMeaning(adapter, fixture),
      ),
    ),
    ...fixtures.map((fixture) =>
      law(`accepted and private: ${fixture.name} is accepted and hashed`, () =>
        checkAccepted(adapter, fixture, options.graph),
      ),
    ),
    ...(isWebhook(adapter) ? webhookLaws(adapter, options, law) : []),
    law('one conversion, one id', () => checkIds(adapter, fixtures)),
  ];
}

function webhookLaws<Payload>(
  adapter: WebhookAdapter<Payload>,
  { fixtures, forgeries = {} }: AdapterLawsOptions<Payload>,
  law: (name: string, run: () => Promise<void> | void) => Law,
): Law[] {
  const forged = Object.entries(forgeries);
  return [
    law('proved: there are forgeries to refuse', () => checkAnyForgery(forged.length)),
    ...forged.map(([name, request]) =>
      law(`proved: ${name} is refused`, () => checkRefused(adapter, request())),
    ),
    ...fixtures.flatMap(({ name, payload, request }) =>
      request === undefined
        ? []
        : [law(`proved: ${name} is received`, () => checkReceived(adapter, request(), payload))],
    ),
  ];
}

function isWebhook<Payload>(
  adapter: Adapter<Payload> | WebhookAdapter<Payload>,
): adapter is WebhookAdapter<Payload> {
  return 'receive' in adapter;
}
