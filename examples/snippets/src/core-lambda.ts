import { toLambdaHandler, visitorFromRequest } from '@meta-capi/core';
import { generateEventId } from '@meta-capi/core/event-id';
import { sink } from './form-sink.ts';

/** Lambda freezes the process when the response is returned, so the send is awaited, for 1.5 s. */
export const handler = toLambdaHandler(async (request) => {
  const visitor = visitorFromRequest(request, { trustProxy: 1 });
  const email = (await request.formData()).get('email');
  if (typeof email !== 'string') return Response.json({ ok: false }, { status: 400 });
  const eventId = generateEventId();
  const lead = { eventName: 'Lead', eventId, eventTime: new Date(), userData: { email }, visitor };
  await sink.sendEvents([lead], { timeoutMs: 1500 });
  return Response.json({ ok: true, eventId });
});
