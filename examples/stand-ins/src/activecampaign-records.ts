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
    page(query) {
      const list = query.get('listid');
      const isOn = ({ id }: Contact): boolean =>
        memberships.some((one) => one.contact === id && (list === null || one.list === list));
      const matching = contacts.filter(
        (contact) => isOn(contact) && Number(contact.id) > Number(query.get('id_greater')),
      );
      const found = matching.slice(0, Math.min(Number(query.get('limit') ?? 20), 100));
      const fieldValues = found.flatMap(fieldValuesOf);
      const contactLists = memberships.filter(({ contact }) =>
        found.some(({ id }) => id === contact),
      );
      const included = query.get('include')?.split(',') ?? [];
      const rowsOf = (contact: string): object => ({
        ...(included.includes('contactLists')
          ? { contactLists: idsOf(contactLists, contact) }
          : {}),
        ...(included.includes('fieldValues') ? { fieldValues: idsOf(fieldValues, contact) } : {}),
      });
      return {
        contacts: found.map(({ id, email, firstName, lastName, phone }) => ({
          id,
          email,
          firstName,
          lastName,
          phone,
          ...rowsOf(id),
        })),
        ...(included.includes('contactLists') ? { contactLists } : {}),
        ...(included.includes('fieldValues') ? { fieldValues } : {}),
        meta: { total: String(matching.length) },
      };
    },
  };
}

interface FieldRow {
  id: string;
  contact: string;
  field: string;
  value: string;
}

function fieldValuesOf({ id, fields }: Contact): readonly FieldRow[] {
  return Object.entries(fields).map(([field, value]) => ({
    id: `${id}-${field}`,
    contact: id,
    field,
    value,
  }));
}

/** A contact names the rows that are side-loaded for it. */
function idsOf(
  rows: readonly { id: string; contact: string }[],
  contact: string,
): readonly string[] {
  return rows.filter((row) => row.contact === contact).map(({ id }) => id);
}

const nobody = { firstName: '', lastName: '', phone: '', ip: '0.0.0.0', fields: {} };

/** ActiveCampaign writes the time of the account, here Chicago's, with its offset. */
export function inChicago(date: Date): string {
  const timeZone = 'America/Chicago';
  const wallTime = date.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');
  const hours = Math.round((Date.parse(`${wallTime}Z`) - date.getTime()) / 3_600_000);
  return `${wallTime}-0${-hours}:00`;
}
