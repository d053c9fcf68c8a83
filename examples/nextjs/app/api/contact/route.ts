import { after } from 'next/server';
import { capi } from '../../../lib/capi.ts';
import { eventIdOf, formOf, missing, textOf } from '../../../lib/form.ts';
import { sendMail } from '../../../lib/mail.ts';
import { visitorOf } from '../../../lib/visitor.ts';

export async function POST(request: Request): Promise<Response> {
  const form = await formOf(request);
  const refusal = missing(form, 'name', 'email', 'message');
  if (refusal) return refusal;
  const email = textOf(form, 'email');
  await sendMail({ from: email, text: textOf(form, 'message') });

  const eventId = eventIdOf(form);
  const visitor = visitorOf(request);
  after(() =>
    capi.sendLeadEvent({
      eventId,
      visitor,
      userData: { email, firstName: textOf(form, 'name') },
      customData: { content_name: 'contact' },
    }),
  );
  return Response.json({ ok: true, eventId });
}
