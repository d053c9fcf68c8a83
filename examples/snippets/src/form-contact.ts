import { type EventSink, generateEventId, visitorFromRequest } from '@meta-capi/core';

/**
 * Answers at once and sends the Lead in the background. `later` keeps the process alive until it is
 * sent: after, waitUntil. A server that keeps running needs none.
 */
export async function contact(
  request: Request,
  sink: EventSink,
  later?: (sending: Promise<unknown>) => unknown,
): Promise<Response> {
  // Behind a load balancer, { trustProxy: 1 } as second argument gives the client's IP address.
  const visitor = visitorFromRequest(request);
  const email = (await request.formData()).get('email');
  if (typeof email !== 'string') return Response.json({ ok: false }, { status: 400 });
  const eventId = generateEventId();
  const lead = { eventName: 'Lead', eventId, eventTime: new Date(), userData: { email }, visitor };
  const sending = sink.sendEvents([lead]); // Never rejects.
  later?.(sending);
  // The page continues with trackPixelEvent('Lead', {}, eventId).
  return Response.json({ ok: true, eventId });
}
