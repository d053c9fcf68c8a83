// What a client process does once; the harness bundles this with each contender.
import type { Contender } from './contender.ts';
import { makePurchase, type Purchase } from './purchase.ts';

export interface Measured {
  events: number;
  wallMs: number;
  /** User and system time of the client process. */
  cpuMs: number;
  /** Highest resident memory above that before the start, MiB. */
  peakMiB: number;
  /** Highest resident memory, MiB. */
  residentMiB: number;
  /** Of each event, where the scenario asks for it. */
  p50Ms?: number;
  p99Ms?: number;
  /** Resident memory after garbage collection, MiB: after the first tenth, and at the end. */
  earlyMiB?: number;
  lateMiB?: number;
}

/** Makes what the run needs, unmeasured, and returns the run. */
type Scenario = (
  contender: Contender,
  origin: string,
  size: number,
) => () => Promise<Partial<Measured>>;

export const scenarios: Record<string, Scenario> = {
  /** Raw event to the bytes of a body. */
  bytes: (contender, _origin, events) => async () => {
    const made = purchases(10_000);
    let bytes = 0;
    const cpu = process.cpuUsage();
    const start = performance.now();
    for (let n = 0; n < events / made.length; n += 1) {
      for (const purchase of made) bytes += contender.toBytes(purchase).length;
    }
    const wallMs = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    if (bytes < events * 500) throw new Error('too short');
    return { events, wallMs, cpuMs: (user + system) / 1000 };
  },
  one: (contender, origin, events) => () => callers(contender, origin, 1, events),
  sixtyFour: (contender, origin, events) => () => callers(contender, origin, 64, events / 64),
  burst: (contender, origin, events) => () => callers(contender, origin, 2000, events / 2000),
  batch: (contender, origin, batches) => async () => {
    const { sendMany } = connect(contender, origin);
    for (let n = 0; n < batches; n += 1) await sendMany(purchases(1000, n * 1000))();
    return { events: batches * 1000 };
  },
  backlog: (contender, origin, events) => {
    // The sender of a backlog has its events already: measure the memory that sending them takes.
    const send = connect(contender, origin).sendMany(purchases(events));
    return async () => {
      await send();
      return { events };
    };
  },
  openLoop: (contender, origin, events) => async () => {
    const { send } = connect(contender, origin);
    await send(makePurchase(events));
    const perSecond = 2000;
    const latencies: number[] = [];
    const running: Promise<void>[] = [];
    const start = performance.now();
    let due = start;
    for (let n = 0; n < events; n += 1) {
      // Random arrivals at a steady rate; a late loop catches up, and the wait counts.
      due += (-Math.log(1 - Math.random()) * 1000) / perSecond;
      while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 1));
      const arrival = due;
      running.push(
        send(makePurchase(n)).then(() => void latencies.push(performance.now() - arrival)),
      );
    }
    await Promise.all(running);
    latencies.sort((a, b) => a - b);
    const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
    return { events, p50Ms: at(0.5), p99Ms: at(0.99) };
  },
  memory: (contender, origin, size) => async () => {
    let events = size;
    const { send } = connect(contender, origin);
    let earlyMiB = 0;
    let sent = 0;
    const caller = async () => {
      while (sent < events) {
        sent += 1;
        await send(makePurchase(sent));
      }
    };
    const many = () => Promise.all(Array.from({ length: 256 }, caller));
    const total = events;
    events = total / 10;
    await many();
    earlyMiB = residentMiB();
    events = total;
    await many();
    return { events, earlyMiB, lateMiB: residentMiB() };
  },
};

/** One client a process: warming up opens its connections. */
function connect(contender: Contender, origin: string) {
  if (!contender.connect) throw new Error('sends nothing');
  connected ??= contender.connect({ origin });
  return connected;
}

let connected: ReturnType<NonNullable<Contender['connect']>> | undefined;

async function callers(
  contender: Contender,
  origin: string,
  count: number,
  each: number,
): Promise<{ events: number }> {
  const { send } = connect(contender, origin);
  await Promise.all(
    Array.from({ length: count }, async (_, caller) => {
      for (let n = 0; n < each; n += 1) await send(makePurchase(caller * each + n));
    }),
  );
  return { events: count * each };
}

function purchases(count: number, from = 0): Purchase[] {
  return Array.from({ length: count }, (_, n) => makePurchase(from + n));
}

function residentMiB(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage.rss() / 2 ** 20;
}
