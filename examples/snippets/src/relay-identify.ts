import { createRelayHandler, type EventSink } from '@meta-capi/core';

type Sessions = ReadonlyMap<string, { email: string; customerId: string }>;

/** Identifies the visitor by your own session, never by the posted data. */
export function relayOf(
  sink: EventSink,
  sessions: Sessions,
): (request: Request) => Promise<Response> {
  return createRelayHandler(sink, {
    allow: ['Lead'],
    origins: ['https://shop.example.com'],
    identify: (request) => {
      const cookies = request.headers.get('cookie') ?? '';
      const session = sessions.get(/(?:^|; )session=([^;]+)/.exec(cookies)?.[1] ?? '');
      return session && { email: session.email, externalId: session.customerId };
    },
  });
}
