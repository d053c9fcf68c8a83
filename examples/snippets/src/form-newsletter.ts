import { type EventSink, type Visitor, visitorFromRequest } from '@meta-capi/core';
import { hashId } from '@meta-capi/core/event-id';

/** A row of your table of subscriptions. */
interface Subscription {
  id: string;
  email: string;
}

/** The link in the e-mail: the person has confirmed the address, so the subscription counts. */
export async function confirmed(
  request: Request,
  subscription: Subscription,
  sink: EventSink,
  later?: (sending: Promise<unknown>) => unknown,
): Promise<Response> {
  const visitor: Visitor = visitorFromRequest(request);
  // The same for a second click on the link, so that Meta counts it once.
  const eventId = hashId('newsletter', subscription.id);
  const sending = sink.sendEvents([
    {
      eventName: 'Contact',
      eventId,
      eventTime: new Date(),
      userData: { email: subscription.email },
      visitor,
      customData: { content_name: 'newsletter' },
    },
  ]);
  later?.(sending);
  // The page runs trackPixelEvent('Contact', { content_name: 'newsletter' }, eventId).
  return new Response(`<!doctype html><body data-event-id="${eventId}">Thank you.`, {
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
}
