import { vi } from 'vitest';
import { createDelivery, type Delivery } from '../../src/delivery/delivery.ts';
import type { Call, SettledCall } from '../../src/delivery/types.ts';
import type { EventOutcome } from '../../src/event/outcome.ts';
import type { PreparedEvent } from '../../src/event/prepared-event.ts';
import type { AttemptResult, FailedAttempt } from '../../src/graph/attempt-result.ts';
import type { Graph, GraphRequest } from '../../src/graph/graph.ts';
import { wireEvent } from './wire-event.ts';

export const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));
const utf8 = new TextDecoder();

export interface Options {
  deadline?: number;
  signal?: AbortSignal;
  testEventCode?: string;
  maxAttempts?: number;
  dataProcessing?: object;
}

/** Sends events with these ids as one call; returns their outcomes. */
export function createSend(
  graph: Graph,
): (ids: string[], options?: Options) => Promise<EventOutcome[]> {
  const delivery = createDelivery(graph);
  return async (ids, options = {}) => [...(await call(delivery, ids, options)).outcomes];
}

/** The value of a promise that takes less than 10 s. */
export async function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  await vi.advanceTimersByTimeAsync(10_000);
  return promise;
}

export function open(delivery: Delivery, options: Options, size = 1): Call {
  const { deadline = performance.now() + 2000, maxAttempts = 1, signal, testEventCode } = options;
  return delivery.open({ deadline, signal, testEventCode, maxAttempts, warnings: [] }, size);
}

/** Sends events with these ids as one call. */
export function call(
  delivery: Delivery,
  ids: string[],
  options: Options = {},
): Promise<SettledCall> {
  const { dataProcessing = {} } = options;
  const opened = open(delivery, options, ids.length);
  ids.forEach((event_id, at) => {
    const wire = wireEvent({ event_id, ...dataProcessing });
    delivery.add(opened, { wire } as unknown as PreparedEvent, ids.length - at - 1);
  });
  return delivery.settled(opened);
}

/** Reads the request's body; returns the ids of its events. */
export function write({ body }: GraphRequest): string[] {
  const { data } = JSON.parse(utf8.decode(body('"access_token":"t"')));
  return data.map(({ event_id }: { event_id: string }) => event_id);
}

/** Meta rejects an event. */
export const rejected: FailedAttempt = {
  outcome: 'rejected',
  error: { status: 400, category: 'payload', retryable: false, ambiguous: false, message: 'm' },
};

export function delivered(eventsReceived: number): AttemptResult {
  return { outcome: 'delivered', eventsReceived, warnings: [] };
}

/** Responds after `ms`; rejects every request that contains an event whose id begins with `bad`. */
export function graphLike(ms: number): { send: Graph; requests: string[][]; most: () => number } {
  const requests: string[][] = [];
  let inFlight = 0;
  let most = 0;
  const send: Graph = async (request) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    const ids = write(request);
    requests.push(ids);
    await sleep(ms);
    inFlight -= 1;
    return ids.some((id) => id.startsWith('bad')) ? rejected : delivered(ids.length);
  };
  return { send, requests, most: () => most };
}

/** Never responds to what it has read. */
export const silentGraph: Graph = (request) => {
  write(request);
  return new Promise(() => undefined);
};

/** Responds to events whose ids begin with `slow` after 6.4 s, and never to any others. */
export function graphThatStalls(): { send: Graph; requests: string[][]; times: number[] } {
  const requests: string[][] = [];
  const times: number[] = [];
  const begin = performance.now();
  const send: Graph = async (request) => {
    const ids = write(request);
    requests.push(ids);
    times.push(performance.now() - begin);
    if (!ids.every((id) => id.startsWith('slow'))) return new Promise(() => undefined);
    await sleep(6400);
    return delivered(ids.length);
  };
  return { send, requests, times };
}

export function kinds(outcomes: readonly EventOutcome[]): string[] {
  return outcomes.map(({ outcome }) => outcome);
}
