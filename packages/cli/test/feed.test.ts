import { afterEach, expect, test, vi } from 'vitest';
import { type FeedMessage, followFeed } from '../src/listen/feed.ts';

afterEach(() => vi.unstubAllGlobals());

/** The messages of a stream that arrives in these texts. */
async function messagesOf(texts: readonly string[]): Promise<FeedMessage[]> {
  const body = new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
  vi.stubGlobal('fetch', async () => new Response(body));
  const messages: FeedMessage[] = [];
  const { signal } = new AbortController();
  for await (const message of followFeed('http://127.0.0.1:4010', signal)) messages.push(message);
  return messages;
}

const stream = [
  'event: cleared\ndata: {}\n\n',
  'event: events\ndata: [{"eventName":"é"}]\n\n',
  'event: other\n\n',
  'event: events\ndata: [\ndata: ]\n\n',
  'event: events\ndata: [1',
].join('');
const expected = [
  { kind: 'cleared' },
  { kind: 'events', events: [{ eventName: 'é' }] },
  { kind: 'events', events: [] },
];

test('the messages do not depend on where the stream is cut', async () => {
  expect(await messagesOf([stream])).toEqual(expected);
  expect(await messagesOf(Array.from(stream))).toEqual(expected);
  for (let first = 0; first < stream.length; first += 1) {
    for (let second = first; second < stream.length; second += 7) {
      const texts = [stream.slice(0, first), stream.slice(first, second), stream.slice(second)];
      expect(await messagesOf(texts)).toEqual(expected);
    }
  }
});
