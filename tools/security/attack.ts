import { createCapiClient, type Report } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { expect } from 'vitest';

/** One trick, and the only statuses that may answer it. */
export interface Attack {
  readonly name: string;
  readonly request: () => Request;
  readonly statuses: readonly number[];
  /** Events that may leave: none, unless the sender proved itself and only added rubbish. */
  readonly events?: number;
}

type Handler = (request: Request) => Promise<Response>;

/** A route in front of a strict sandbox, and what became of a request. */
export interface Target {
  attack(attack: Attack): Promise<void>;
}

export function createTarget(
  secrets: readonly string[],
  route: (sink: ReturnType<typeof createCapiClient>, reporter: (report: Report) => void) => Handler,
): Target {
  return {
    async attack({ request, statuses, events = 0 }) {
      const sandbox = createSandbox({ strict: true });
      const reports: Report[] = [];
      const capi = createCapiClient({
        pixelId: '1234567890',
        accessToken: 'EAAmadeupmadeupmadeup',
        whenConsentUnknown: 'send',
        fetch: sandbox.fetch,
      });
      const response = await route(capi, (report) => reports.push(report))(request());

      expect(statuses).toContain(response.status);
      expect(sandbox.events).toHaveLength(events);
      // Nothing is said to the sender, and no page of another origin is let in.
      expect(await response.text()).toBe('');
      const headers = Object.keys(Object.fromEntries(response.headers));
      expect(headers.filter((name) => !['allow', 'retry-after'].includes(name))).toEqual([]);
      // Reports are of one line, in our words.
      const said = JSON.stringify(reports);
      for (const secret of secrets) expect(said).not.toContain(secret);
      for (const { message } of reports) expect(message).not.toMatch(/[\p{Cc}<>]/u);
      expectCleanPrototypes();
    },
  };
}

/** No key of a sender's became a property of every object. */
export function expectCleanPrototypes(): void {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(typeof {}.hasOwnProperty).toBe('function');
}
