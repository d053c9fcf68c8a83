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
  /** As `GET /contacts` answers it. */
  page(query: URLSearchParams): object;
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
    page(query) {
      const list = query.get('listid');
      const isOn = ({ id }: Contact): boolean =>
        memberships.some((one) => one.contact === id && (list === null || one.list === list));
      const found = contacts
        .filter((contact) => isOn(contact) && Number(contact.id) > Number(query.get('id_greater')))
        .slice(0, Number(query.get('limit') ?? 20));
      const ids = new Set(found.map(({ id }) => id));
      return {
        contacts: found.map(({ id, email, firstName, lastName, phone }) => ({
          id,
          email,
          firstName,
          lastName,
          phone,
        })),
        contactLists: memberships.filter(({ contact }) => ids.has(contact)),
        fieldValues: found.flatMap(({ id, fields }) =>
          Object.entries(fields).map(([field, value]) => ({ contact: id, field, value })),
        ),
        meta: { total: String(found.length) },
      };
    },
  };
}

const nobody = { firstName: '', lastName: '', phone: '', ip: '0.0.0.0', fields: {} };

/** ActiveCampaign writes the time of the account, here Chicago's, with its offset. */
export function inChicago(date: Date): string {
  const timeZone = 'America/Chicago';
  const wallTime = date.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');
  const hours = Math.round((Date.parse(`${wallTime}Z`) - date.getTime()) / 3_600_000);
  return `${wallTime}-0${-hours}:00`;
}
