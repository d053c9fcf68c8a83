import { after } from 'next/server';
import { capi } from '../../../lib/capi.ts';
import { eventIdOf, formOf, missing, textOf } from '../../../lib/form.ts';
import { visitorOf } from '../../../lib/visitor.ts';

export async function POST(request: Request): Promise<Response> {
  const form = await formOf(request);
  const refusal = missing(form, 'email');
  if (refusal) return refusal;

  const eventId = eventIdOf(form);
  const visitor = visitorOf(request);
  after(() =>
    capi.sendContactEvent({
      eventId,
      visitor,
      userData: { email: textOf(form, 'email') },
      customData: { content_name: 'newsletter' },
    }),
  );
  return Response.json({ ok: true, eventId });
}
