import { activeCampaignEventId } from '@meta-capi/activecampaign-adapter/event-id';
import { type CapiClient, visitorFromRequest } from '@meta-capi/core';

export interface Newsletter {
  capi: CapiClient;
  /** Your account's name, and its address from Settings > Developer. */
  account: string;
  apiUrl: string;
  apiToken: string;
  listId: number;
  /** Continues after the response: `after` of `next/server`, or `(work) => ctx.waitUntil(work())`. */
  after: (work: () => Promise<unknown>) => void;
}

/** The route of a newsletter form: subscribes, then returns the event id to the browser. */
export function newsletterRoute({ capi, account, apiUrl, apiToken, listId, after }: Newsletter) {
  async function post(path: string, body: object): Promise<{ contact?: { id: string } }> {
    const response = await fetch(`${apiUrl}/api/3/${path}`, {
      method: 'POST',
      headers: { 'api-token': apiToken, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`ActiveCampaign answered ${response.status}`);
    return response.json();
  }

  return async (request: Request): Promise<Response> => {
    const { email } = (await request.json()) as { email: string };
    const { contact } = await post('contact/sync', { contact: { email } });
    if (contact === undefined) return Response.json({ ok: false }, { status: 502 });
    const contactId = contact.id;
    await post('contactLists', { contactList: { list: listId, contact: contactId, status: 1 } });

    const eventId = activeCampaignEventId({ account, contactId, listId, eventName: 'Contact' });
    const visitor = visitorFromRequest(request, { trustProxy: 1 });
    after(() => capi.sendContactEvent({ eventId, userData: { email }, visitor }));
    return Response.json({ ok: true, eventId });
  };
}
