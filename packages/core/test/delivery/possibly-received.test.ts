import { describe, expect, test } from 'vitest';
import type { CapiConfig } from '../../src/client/capi-config.ts';
import { type CapiClient, createCapiClient } from '../../src/client/client.ts';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import type { SendResult } from '../../src/event/result.ts';
import {
  accept,
  graphError,
  json,
  type Reaction,
  resetConnection,
  startRecordingServer,
} from '../http/recording-server.ts';
import { silence } from './faults.ts';
import { startFaultyServer } from './faulty-server.ts';

const token = 'a-token-of-this-test-only';

function clientOf(baseUrl: string, rest: Partial<CapiConfig> = {}): CapiClient {
  return createCapiClient({
    pixelId: '1234567890',
    accessToken: token,
    whenConsentUnknown: 'send',
    baseUrl,
    ...rest,
  });
}

const person = { userData: { email: 'maria@example.com' } };
const lead = (eventId: string) => ({ eventId, ...person });
const leads = (...ids: string[]): CapiEvent[] =>
  ids.map((eventId) => ({ eventName: 'Lead', eventId, eventTime: new Date(), ...person }));

const badGateway: Reaction['respond'] = (response) => response.writeHead(502).end();
const tooLarge: Reaction['respond'] = (response) => response.writeHead(413).end();
const unexplained = graphError(400, 99_999);
const throttled = graphError(400, 4);
const explained = graphError(400, 100, 2_804_050);
const tooOld = graphError(400, 100, 2_804_003);
const badToken = graphError(401, 190);

/** Plays the reactions in turn, the last one again and again. */
async function serverWith(...reactions: [Reaction, ...Reaction[]]) {
  return startRecordingServer(
    ({ index }) => reactions[Math.min(index, reactions.length - 1)] ?? reactions[0],
  );
}

const outcomesOf = ({ outcomes }: SendResult): string[] => outcomes.map(({ outcome }) => outcome);

describe('F-60 an event that was accepted without a readable response stays ambiguous', () => {
  test.each<[string, Reaction['respond'], Reaction['respond']]>([
    ['behind a 502, then too large for a proxy', badGateway, tooLarge],
    ['before a reset, then too large for a proxy', resetConnection, tooLarge],
    ['before a reset, then rejected without a reason', resetConnection, unexplained],
    ['before a reset, then too old', resetConnection, tooOld],
    ['before a reset, then rejected for its token', resetConnection, badToken],
    ['before a reset, then throttled', resetConnection, throttled],
    ['before a reset, then redirected', resetConnection, (r) => r.writeHead(307).end()],
  ])('%s', async (_, first, second) => {
    const server = await serverWith({ accepts: true, respond: first }, { respond: second });
    const result = await clientOf(server.baseUrl).sendLeadEvent(lead('l'), { timeoutMs: 1000 });
    expect(server.requests.length).toBeGreaterThan(1);
    expect(result).toMatchObject({ ok: false, error: { ambiguous: true } });
    expect(outcomesOf(result)).toEqual(['ambiguous']);
  });

  test('also where the request is rejected without a reason, split, and its halves are throttled', async () => {
    const server = await serverWith(
      { accepts: true, respond: badGateway },
      { respond: unexplained },
      { respond: throttled },
    );
    const capi = clientOf(server.baseUrl);
    const results = await Promise.all([
      capi.sendEvents(leads('a', 'b', 'c'), { timeoutMs: 1500 }),
      capi.sendEvents(leads('d'), { timeoutMs: 1500 }),
    ]);
    expect(results.flatMap(outcomesOf)).toEqual(Array(4).fill('ambiguous'));
    expect(server.requests.some(({ ids }) => ids.length === 3)).toBe(true);
  });

  test('also where its half still waits when the deadline passes', async () => {
    let index = 0;
    const server = await startRecordingServer(() => {
      index += 1;
      if (index === 1) return { accepts: true, respond: badGateway };
      return index === 2 ? { respond: unexplained } : { respond: graphError(429, 4) };
    });
    const controller = new AbortController();
    const sending = clientOf(server.baseUrl).sendEvents(leads('a', 'b'), {
      timeoutMs: 5000,
      signal: controller.signal,
    });
    await expect.poll(() => server.requests.length).toBeGreaterThan(2);
    controller.abort();
    expect(outcomesOf(await sending)).toEqual(['ambiguous', 'ambiguous']);
  });

  test('but an event that Graph rejects for what it holds was never accepted', async () => {
    const server = await serverWith({ respond: badGateway }, { respond: explained });
    const result = await clientOf(server.baseUrl).sendLeadEvent(lead('l'));
    expect(outcomesOf(result)).toEqual(['rejected']);
    expect(result).toMatchObject({ error: { code: 100, subcode: 2_804_050, ambiguous: false } });
  });
});

describe('F-60 an event whose bytes were never sent is notSent, and no byte of it leaves later', () => {
  test('where another call that shares its request waits longer for the token', async () => {
    const server = await startRecordingServer(accept);
    const capi = clientOf(server.baseUrl, {
      accessToken: () => new Promise((resolve) => setTimeout(resolve, 600, token)),
    });
    const [brief, longer] = await Promise.all([
      capi.sendLeadEvent(lead('brief'), { timeoutMs: 200 }),
      capi.sendLeadEvent(lead('longer')),
    ]);
    expect(outcomesOf(brief)).toEqual(['notSent']);
    expect(longer.ok).toBe(true);
    expect([...server.seen]).toEqual(['longer']);
  });

  test('where another call that shares its request waits longer for Meta’s Retry-After', async () => {
    const wait = json(429, { error: { code: 4 } }, { 'retry-after': '1' });
    const server = await startRecordingServer((request) =>
      request.index === 0 ? { respond: wait } : accept(request),
    );
    const capi = clientOf(server.baseUrl);
    const controller = new AbortController();
    const sending = Promise.all([
      capi.sendLeadEvent(lead('aborted'), { signal: controller.signal }),
      capi.sendLeadEvent(lead('brief'), { timeoutMs: 500 }),
      capi.sendLeadEvent(lead('longer')),
    ]);
    await expect.poll(() => server.requests.length).toBe(1);
    controller.abort();
    const [aborted, brief, longer] = await sending;
    expect([aborted, brief].flatMap(outcomesOf)).toEqual(['notSent', 'notSent']);
    expect(longer.ok).toBe(true);
    expect(server.requests.map(({ ids }) => ids)).toEqual([
      ['aborted', 'brief', 'longer'],
      ['longer'],
    ]);
  });

  test('where the connection is never ready', async () => {
    const server = await startFaultyServer([{ ...silence, after: 'connection' }]);
    // The server never answers the TLS handshake.
    const capi = clientOf(`https://127.0.0.1:${server.port}`);
    const results = await Promise.all([
      capi.sendLeadEvent(lead('brief'), { timeoutMs: 200 }),
      capi.sendLeadEvent(lead('longer'), { timeoutMs: 600 }),
    ]);
    expect(results.flatMap(outcomesOf)).toEqual(['notSent', 'notSent']);
  });
});
