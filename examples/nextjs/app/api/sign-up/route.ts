import { cognitoEventId } from '@meta-capi/cognito-trigger/event-id';
import { packVisitor } from '@meta-capi/core';
import { refusalOf, signUp } from '../../../lib/cognito.ts';
import { formOf, missing, textOf } from '../../../lib/form.ts';
import { visitorOf } from '../../../lib/visitor.ts';

/** Signs up. The event is the Cognito trigger's; here is only the id that the browser shares. */
export async function POST(request: Request): Promise<Response> {
  const form = await formOf(request);
  const refusal = missing(form, 'email', 'password');
  if (refusal) return refusal;
  try {
    const sub = await signUp({
      email: textOf(form, 'email'),
      password: textOf(form, 'password'),
      clientMetadata: packVisitor(visitorOf(request), { include: ['ip', 'userAgent'] }),
    });
    const userPoolId = process.env['COGNITO_USER_POOL_ID'] ?? '';
    return Response.json({ ok: true, eventId: cognitoEventId({ userPoolId, sub }) });
  } catch (error) {
    const refused = refusalOf(error);
    if (refused === undefined) throw error;
    return Response.json({ error: refused }, { status: 400 });
  }
}
