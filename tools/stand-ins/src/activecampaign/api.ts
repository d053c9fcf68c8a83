import { type ApiAnswer, answerList } from './lists.ts';
import type { ContactChange, Membership, Records } from './records.ts';
import type { Origin } from './webhooks.ts';

export interface ApiRequest {
  method: string | undefined;
  path: string;
  query: URLSearchParams;
  /** The parsed body. */
  body: unknown;
}

export interface Webhook {
  url: string;
  events: readonly string[];
  sources: readonly string[];
}

export interface ApiEffects {
  records: Records;
  register: (webhook: Webhook) => void;
  subscribed: (membership: Membership, origin: Origin) => void;
}

/** Answers as API v3 does, as far as a site needs it. */
// https://developers.activecampaign.com/reference/overview
export function answerApi(
  { method, path, query, body }: ApiRequest,
  { records, register, subscribed }: ApiEffects,
): ApiAnswer {
  switch (`${method} ${path}`) {
    case 'POST /api/3/contact/sync': {
      const { contact: given } = body as {
        contact: ContactChange & { fieldValues?: FieldValue[] };
      };
      const { fieldValues = [], ...change } = given;
      const fields = Object.fromEntries(fieldValues.map(({ field, value }) => [field, value]));
      const { contact, isNew } = records.sync({ ...change, fields });
      return { status: isNew ? 201 : 200, body: { contact } };
    }
    case 'POST /api/3/contactLists': {
      const { contactList } = body as { contactList: { list: number; contact: string } };
      const contact = records.find({ id: contactList.contact });
      if (contact === undefined) return { status: 404, body: {} };
      const membership = records.subscribe(contact, String(contactList.list), { sourceid: '4' });
      subscribed(membership, 'api');
      return { status: 201, body: { contactList: membership } };
    }
    case 'POST /api/3/webhooks': {
      const { webhook } = body as { webhook: Webhook };
      register(webhook);
      return { status: 201, body: { webhook } };
    }
    default:
      return answerList({ method, path, query }, records.tables()) ?? { status: 404, body: {} };
  }
}

/** Refuses a wrong token with 403, and more than five requests a second with 429. */
// https://developers.activecampaign.com/reference/rate-limits
export function createGate(
  apiToken: string,
): (token: string | readonly string[] | null | undefined) => ApiAnswer | undefined {
  let recent: number[] = [];
  return (token) => {
    if (token !== apiToken) return { status: 403, body: {} };
    const now = performance.now();
    recent = [...recent.filter((time) => time > now - 1000), now];
    return recent.length > 5 ? { status: 429, body: {}, retryAfter: '1' } : undefined;
  };
}

interface FieldValue {
  field: string;
  value: string;
}
