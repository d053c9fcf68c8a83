import type { Row, Tables } from './lists.ts';

/** What ActiveCampaign keeps, in its API's own names. */
export interface Contact {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  phone: string;
  ip: string;
  /** Custom fields by their numeric ids. */
  fields: Readonly<Record<string, string>>;
}

export interface Membership {
  id: string;
  contact: string;
  list: string;
  status: '1';
  sdate: string;
  form: string | null;
  sourceid: string;
}

export type ContactChange = Partial<Omit<Contact, 'email' | 'id'>> & Pick<Contact, 'email'>;

export interface Records {
  /** Makes a contact, or changes the one with this e-mail address. */
  sync(change: ContactChange): { contact: Contact; isNew: boolean };
  find(key: { id?: string; email?: string }): Contact | undefined;
  subscribe(contact: Contact, list: string, how?: Partial<Membership>): Membership;
  /** What the API lists. */
  tables(): Tables;
}

export function createRecords(): Records {
  const contacts: Contact[] = [];
  const memberships: Membership[] = [];

  const find: Records['find'] = ({ id, email }) =>
    contacts.find((contact) => contact.id === id || contact.email === email);

  return {
    find,
    sync(change) {
      const known = find(change);
      const contact = known ?? { ...nobody, id: String(contacts.length + 36), email: change.email };
      const fields = { ...contact.fields, ...change.fields };
      Object.assign(contact, change, { fields });
      if (known === undefined) contacts.push(contact);
      return { contact, isNew: known === undefined };
    },
    subscribe(contact, list, how = {}) {
      const known = memberships.find((one) => one.contact === contact.id && one.list === list);
      if (known !== undefined) return known;
      const sdate = inChicago(new Date());
      const membership: Membership = {
        id: String(memberships.length + 801),
        contact: contact.id,
        list,
        status: '1',
        sdate,
        form: null,
        sourceid: '0',
        ...how,
      };
      memberships.push(membership);
      return membership;
    },
    tables: () => ({
      contacts: contacts.map(({ id, email, firstName, lastName, phone }) => {
        return { id, email, firstName, lastName, phone };
      }),
      contactLists: memberships.map((membership) => ({ ...membership })),
      fieldValues: contacts.flatMap(fieldValuesOf),
      fields: customFields,
    }),
  };
}

/** The custom fields that the guides make. */
const customFields = ['META_EVENT_ID', 'META_FBP', 'META_FBC', 'META_URL', 'META_CONSENT'].map(
  (perstag, at) => ({ id: String(27 + at), perstag }),
);

function fieldValuesOf({ id, fields }: Contact): readonly Row[] {
  return Object.entries(fields).map(([field, value]) => ({
    id: `${id}-${field}`,
    contact: id,
    field,
    value,
  }));
}

const nobody = { firstName: '', lastName: '', phone: '', ip: '0.0.0.0', fields: {} };

/** ActiveCampaign writes the time of the account, here Chicago's, with its offset. */
export function inChicago(date: Date): string {
  const timeZone = 'America/Chicago';
  const wallTime = date.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');
  const hours = Math.round((Date.parse(`${wallTime}Z`) - date.getTime()) / 3_600_000);
  return `${wallTime}-0${-hours}:00`;
}
