import { CommandError } from '../output.ts';
import type { SandboxEvent } from './sandbox-event.ts';

/** The events in the sandbox's memory. */
export async function eventsInMemory(url: string): Promise<readonly SandboxEvent[]> {
  const response = await request(`${url}/sandbox/events`);
  const { events } = (await response.json()) as { events: readonly SandboxEvent[] };
  return events;
}

/** One change that the sandbox reports. */
export type FeedMessage =
  | { readonly kind: 'cleared' }
  /** New events, or earlier ones whose verdict or findings changed. */
  | { readonly kind: 'events'; readonly events: readonly SandboxEvent[] };

/** The events in memory, then every change, until the signal aborts or the sandbox stops. */
// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
export async function* followFeed(
  url: string,
  signal: AbortSignal,
): AsyncGenerator<FeedMessage, void> {
  const response = await request(`${url}/sandbox/stream`, signal).catch((error: unknown) => {
    // Interrupted before the sandbox answered.
    if (signal.aborted) return undefined;
    throw error;
  });
  const body = response?.body ?? undefined;
  if (body === undefined) return;
  const split = createBlocks();
  try {
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      for (const block of split(text)) {
        const message = messageOf(block);
        if (message !== undefined) yield message;
      }
    }
  } catch {
    // Interrupted, or the sandbox stopped: either ends the feed.
  }
}

/** Returns the blocks that end in the next text of a stream. An empty line ends a block. */
function createBlocks(): (text: string) => readonly string[] {
  // Separate texts: a message may be 60 MB, and searching all of it for every text takes minutes.
  let started: string[] = [];
  return (text) => {
    if (text === '') return [];
    // With the text before, because the empty line may be in both.
    const last = started.pop() ?? '';
    const [first = '', ...others] = (last + text).split('\n\n');
    const rest = others.pop();
    if (rest === undefined) {
      started.push(last, text);
      return [];
    }
    const blocks = [started.join('') + first, ...others];
    started = [rest];
    return blocks;
  };
}

function messageOf(block: string): FeedMessage | undefined {
  const fieldOf = (name: string): string =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2))
      .join('\n');
  const kind = fieldOf('event');
  if (kind === 'cleared') return { kind };
  if (kind !== 'events') return undefined;
  return { kind, events: JSON.parse(fieldOf('data')) as readonly SandboxEvent[] };
}

async function request(url: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { signal: signal ?? AbortSignal.timeout(5000) });
  } catch {
    throw new CommandError(
      'unavailable',
      `No sandbox answers at ${new URL(url).origin}.`,
      'Start one with meta-capi sandbox, or name another with --sandbox URL.',
    );
  }
  if (!response.ok) {
    throw new CommandError(
      'unavailable',
      `${new URL(url).origin} is not a sandbox: it answered ${response.status}.`,
      'Name the address that meta-capi sandbox printed with --sandbox URL.',
    );
  }
  return response;
}
