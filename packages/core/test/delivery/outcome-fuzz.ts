import { createCapiClient } from '../../src/client/client.ts';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import type { EventOutcome } from '../../src/event/outcome.ts';
import { onlyOnce } from '../../src/only-once/only-once.ts';
import type { EventSink, SendOptions } from '../../src/sink/sink.ts';
import { type RecordingServer, startRecordingServer } from '../http/recording-server.ts';
import { pick, type Random, randomFrom, randomReaction } from './random-reactions.ts';

/** What a run of the fuzz test found. */
export interface FuzzReport {
  events: number;
  requests: number;
  outcomes: Record<string, number>;
  /** Outcomes that the server's record disproves. */
  contradictions: readonly string[];
  /** Ambiguous events that the server never read: their bytes had left when their time was over. */
  unread: number;
}

export interface FuzzOptions {
  scripts: number;
  seed: number;
  /** Sends through `onlyOnce`, some events in two calls at once, and all of them a second time. */
  once: boolean;
}

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

const eventsPerScript = 20;

interface Call {
  ids: readonly string[];
  options: SendOptions;
  abortAfterMs: number | undefined;
  delayMs: number;
}

function callsOf(script: number, random: Random, once: boolean): Call[] {
  const calls: Call[] = [];
  const ids = Array.from({ length: eventsPerScript }, (_, n) =>
    random() < 0.05 ? `${script}-${n}-bad` : `${script}-${n}`,
  );
  while (ids.length > 0) {
    const own = ids.splice(0, 1 + Math.floor(random() * pick(random, [1, 3, 20])));
    const call = callOf(own, random);
    calls.push(call);
    if (once && random() < 0.3) calls.push(callOf(own, random));
  }
  return calls;
}

function callOf(ids: readonly string[], random: Random): Call {
  const testEventCode = pick(random, [undefined, undefined, undefined, 'TEST1']);
  return {
    ids,
    options: {
      timeoutMs: pick(random, [150, 500, 1000, 1500, 3000, undefined]),
      maxAttempts: pick(random, [undefined, undefined, 1, 2, 3]),
      testEventCode,
    },
    abortAfterMs: random() < 0.1 ? random() * 1000 : undefined,
    delayMs: random() < 0.5 ? 0 : random() * 300,
  };
}

const scriptsAtATime = 100;

/** Plays random scripts of faults to random calls. */
export async function fuzzOutcomes({
  scripts: count,
  seed,
  once,
}: FuzzOptions): Promise<FuzzReport> {
  const scripts = new Map<string, { random: Random; hostility: number }>();
  const report: Findings = { events: 0, outcomes: {}, contradictions: [], unread: 0 };
  const server = await startRecordingServer(
    (request) => {
      const { random, hostility } = scripts.get(request.pixelId) ?? calm;
      return randomReaction(request, random, hostility);
      // A copy of the first round may be read in the second.
    },
    ({ event_id, custom_data }) => `${custom_data?.content_name}/${event_id}`,
  );
  let next = 0;
  const worker = async (_: unknown, index: number): Promise<void> => {
    // A loopback server drops connections beyond its backlog.
    await sleep(index * 25);
    while (next < count) {
      const script = next;
      next += 1;
      const random = randomFrom(seed * 1_000_003 + script);
      for (let n = 0; n < 8; n += 1) random();
      const pixelId = String(1_000_000 + script);
      scripts.set(pixelId, { random, hostility: pick(random, [0.1, 0.3, 0.6, 0.9]) });
      await playScript(script, pixelId, server, random, once, report);
      scripts.delete(pixelId);
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, scriptsAtATime) }, worker));
  await server.close();
  return { ...report, requests: server.requests.length };
}

const calm = { random: () => 0.5, hostility: 0 };

interface Findings {
  events: number;
  outcomes: Record<string, number>;
  contradictions: string[];
  unread: number;
}

async function playScript(
  script: number,
  pixelId: string,
  server: RecordingServer,
  random: Random,
  once: boolean,
  report: Findings,
): Promise<void> {
  const capi = createCapiClient({
    pixelId,
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'send',
    baseUrl: server.baseUrl,
  });
  const sink = once ? onlyOnce(capi, undefined, { scope: pixelId }) : capi;
  const calls = callsOf(script, random, once);
  for (let round = 0; round < (once ? 2 : 1); round += 1) {
    const told = await Promise.all(calls.map((call) => play(call, sink, round)));
    // What the server accepts late must be in its record.
    await sleep(2000);
    const byId = new Map<string, EventOutcome[]>();
    for (const one of told.flat()) byId.set(one.eventId, [...(byId.get(one.eventId) ?? []), one]);
    for (const [id, all] of byId) {
      report.events += 1;
      const copies = server.accepted.get(`${round}/${id}`) ?? 0;
      const now = copies + (server.accepted.get(`0/${id}`) ?? 0);
      for (const { outcome, reason } of all) {
        const kind = reason ?? outcome;
        report.outcomes[kind] = (report.outcomes[kind] ?? 0) + 1;
      }
      const kinds = all.map(({ outcome, reason }) => reason ?? outcome);
      const why = contradiction(kinds, copies, now);
      if (why !== undefined)
        report.contradictions.push(`${id} round ${round}: ${kinds.join()}; ${why}`);
      const isAmbiguous = all.some(({ outcome }) => outcome === 'ambiguous');
      if (isAmbiguous && !server.seen.has(`${round}/${id}`)) report.unread += 1;
    }
  }
}

/** Why the server's record disproves what the calls with one event were told. */
function contradiction(
  kinds: readonly string[],
  copies: number,
  everAccepted: number,
): string | undefined {
  if (kinds.includes('already_sent') && everAccepted === 0) return 'never accepted';
  if (kinds.includes('delivered') && copies === 0) return 'not accepted';
  const saysPerhaps = kinds.some((kind) => kind === 'delivered' || kind === 'ambiguous');
  return copies > 0 && !saysPerhaps ? `accepted ${copies} times` : undefined;
}

async function play(
  { ids, options, abortAfterMs, delayMs }: Call,
  sink: EventSink,
  round: number,
): Promise<readonly EventOutcome[]> {
  if (delayMs > 0) await sleep(delayMs);
  const controller = new AbortController();
  if (abortAfterMs !== undefined) setTimeout(() => controller.abort(), abortAfterMs);
  const { outcomes } = await sink.sendEvents(
    ids.map((id) => leadOf(id, round)),
    {
      ...options,
      signal: controller.signal,
    },
  );
  return outcomes;
}

function leadOf(eventId: string, round: number): CapiEvent {
  return {
    eventName: 'Lead',
    eventId,
    eventTime: new Date(),
    userData: { email: 'maria@example.com' },
    customData: { content_name: String(round) },
  };
}
