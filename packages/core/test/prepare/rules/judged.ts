import { createSandbox } from '@meta-capi/sandbox';
import { expect } from 'vitest';
import type { CapiEvent } from '../../../src/event/capi-event.ts';
import type { Issue } from '../../../src/event/issue.ts';
import type { WireEvent } from '../../../src/event/prepared-event.ts';
import {
  type Preparation,
  type PrepareConfig,
  prepareEvent,
} from '../../../src/prepare/prepare.ts';

export type Given = Partial<Record<keyof CapiEvent, unknown>>;

/** A made-up lead, changed as given and prepared. */
export function prepared(given: Given, config: Partial<PrepareConfig> = {}): Preparation {
  const event = {
    eventName: 'Lead',
    eventId: 'lead-1',
    eventTime: Math.floor(Date.now() / 1000) - 5,
    userData: { email: 'maria@example.com' },
    ...given,
  } as CapiEvent;
  return prepareEvent(event, { whenConsentUnknown: 'send', ...config });
}

/** What is sent, once the sandbox has taken it. */
export async function taken(given: Given): Promise<WireEvent> {
  const preparation = prepared(given);
  if (!preparation.ok) throw new Error(JSON.stringify(preparation));
  const { fetch } = createSandbox({ strict: true });
  const answer = await fetch('https://graph.facebook.com/v26.0/1234567890/events', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: [preparation.event.wire], access_token: 'a-made-up-token' }),
  });
  expect(await answer.json()).toMatchObject({ events_received: 1 });
  return preparation.event.wire;
}

/** Why it is not sent: the reason, then each issue. */
export function refusal(given: Given): string[] {
  const preparation = prepared(given);
  if (preparation.ok) throw new Error('it was let through');
  return [preparation.reason, ...preparation.issues.map(said)];
}

/** What may be better although it is sent. */
export function warnings(given: Given): string[] {
  const preparation = prepared(given);
  if (!preparation.ok) throw new Error(JSON.stringify(preparation));
  return preparation.warnings.map(said);
}

/** Code and path; the message must be a sentence with the path and the fix. */
function said({ code, path, message }: Issue): string {
  expect(message).toContain(path.split('.').at(-1));
  expect(message).toMatch(/^\S.{20,}\.$/);
  expect(message).not.toMatch(/undefined|\[object/);
  return `${code} ${path}`;
}
