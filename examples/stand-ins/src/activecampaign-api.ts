import type { ContactChange, Membership, Records } from './activecampaign-records.ts';
import type { Origin } from './activecampaign-webhooks.ts';

export interface ApiRequest {
  method: string | undefined;
  path: string;
  query: URLSearchParams;
  /** The parsed body. */
  body: unknown;
}

export interface ApiAnswer {
  status: number;
  body: object;
  retryAfter?: string | undefined;
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
    case 'GET /api/3/fields':
      return { status: 200, body: fieldsPage(query) };
    case 'GET /api/3/contacts':
      return { status: 200, body: records.page(query) };
    default:
      return { status: 404, body: {} };
  }
}

/** The custom fields that the guides make. */
const fields = ['META_EVENT_ID', 'META_FBP', 'META_FBC', 'META_URL', 'META_CONSENT'].map(
  (perstag, at) => ({ id: String(27 + at), perstag }),
);

// https://developers.activecampaign.com/reference/pagination
function fieldsPage(query: URLSearchParams): object {
  const offset = Number(query.get('offset') ?? 0);
  const limit = Math.min(Number(query.get('limit') ?? 20), 100);
  return {
    fields: fields.slice(offset, offset + limit),
    meta: { total: String(fields.length) },
  };
}

interface FieldValue {
  field: string;
  value: string;
}
