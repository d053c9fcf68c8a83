import { createCapiClient } from '../../src/client/client.ts';
import {
  accept,
  graphError,
  noResponse,
  type Reaction,
  resetConnection,
  startRecordingServer,
} from '../http/recording-server.ts';
import { pick, randomFrom } from './random-reactions.ts';

/** How often one attempt succeeds. */
const successPerAttempt = 0.9336;

const stall: Reaction = { respond: noResponse };
/** Half of the failures are stalls. */
const failures: readonly Reaction[] = [
  stall,
  stall,
  stall,
  { accepts: true, respond: noResponse },
  { respond: resetConnection },
  { accepts: true, respond: resetConnection },
  { respond: graphError(500, 2) },
  { respond: (response) => void response.writeHead(502).end() },
];

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

export interface DeliveryRate {
  events: number;
  requests: number;
  delivered: number;
  /** Events of which a request stalled. */
  stalled: number;
  /** Events that were told to be something else than the server's record says. */
  contradictions: number;
}

/** Sends lone events with the default deadline through a server that fails 6.64 % of all requests. */
export async function measureDeliveryRate(events: number, seed: number): Promise<DeliveryRate> {
  const random = randomFrom(seed);
  const stalled = new Set<string>();
  const server = await startRecordingServer((request) => {
    if (random() < successPerAttempt) return accept(request);
    const failure = pick(random, failures);
    if (failure.respond === noResponse) for (const id of request.ids) stalled.add(id);
    return failure;
  });
  let delivered = 0;
  let contradictions = 0;
  let next = 0;
  const worker = async (_: unknown, index: number): Promise<void> => {
    // A loopback server drops connections beyond its backlog.
    await sleep(index * 10);
    // One client each, so that no event shares a request and its luck with others.
    const capi = createCapiClient({
      pixelId: String(1_000_000 + index),
      accessToken: 'a-token-of-this-test-only',
      whenConsentUnknown: 'send',
      baseUrl: server.baseUrl,
    });
    while (next < events) {
      const eventId = `e${next}`;
      next += 1;
      // Server and clients share one process: without pauses it is always busy, and accepts new
      // connections more than a second late.
      await sleep(400);
      const userData = { email: 'maria@example.com' };
      const result = await capi.sendLeadEvent({ eventId, userData });
      const outcome = result.outcomes[0]?.outcome;
      if (outcome === 'delivered') delivered += 1;
      const isAccepted = server.accepted.has(eventId);
      if (outcome !== 'ambiguous' && isAccepted !== (outcome === 'delivered')) contradictions += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(events, 200) }, worker));
  const requests = server.requests.length;
  await server.close();
  return { events, requests, delivered, stalled: stalled.size, contradictions };
}
