import { createSandbox, type Sandbox } from '@meta-capi/sandbox';
import { expect } from 'vitest';
import { createCapiClient } from '../../src/client/client.ts';
import type { RelayHandlerOptions } from '../../src/relay/options.ts';
import { createRelayHandler } from '../../src/relay/relay.ts';
import type { Report } from '../../src/report/reporter.ts';

export const origin = 'https://shop.example.com';
/** What a page posts. */
export const lead = {
  eventName: 'Lead',
  eventId: 'lead-1',
  customData: { content_name: 'Newsletter' },
};

/** A relay handler in front of a simulated Graph API. */
export interface Relay {
  sandbox: Sandbox;
  reports: Report[];
  post: (body?: unknown, headers?: Record<string, string | undefined>) => Promise<number>;
}

export type Given = { [Key in keyof RelayHandlerOptions]?: RelayHandlerOptions[Key] | undefined };

export function relay(options: Given = {}): Relay {
  const sandbox = createSandbox();
  const reports: Report[] = [];
  const client = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeUpToken0123456789',
    whenConsentUnknown: 'send',
    fetch: sandbox.fetch,
  });
  const handler = createRelayHandler(client, {
    allow: ['Lead', 'QuizDone'],
    origins: [origin],
    reporter: (report) => reports.push(report),
    ...(options as Partial<RelayHandlerOptions>),
  });
  return {
    sandbox,
    reports,
    async post(body = lead, headers = {}) {
      const all = {
        origin,
        referer: `${origin}/join?utm_source=mail`,
        'sec-fetch-site': 'same-origin',
        'content-type': 'text/plain;charset=UTF-8',
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36',
        cookie: '_fbp=fb.1.1795000000000.1098115397',
        ...(options.trustProxy === undefined ? {} : { 'x-forwarded-for': '8.8.4.4' }),
        ...headers,
      };
      const given = Object.entries(all).filter((entry): entry is [string, string] => !!entry[1]);
      const response = await handler(
        new Request(`${origin}/api/meta`, {
          method: 'POST',
          headers: given,
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      );
      expect(await response.text()).toBe('');
      return response.status;
    },
  };
}
