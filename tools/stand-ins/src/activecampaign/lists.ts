export interface ApiAnswer {
  status: number;
  body: object;
  retryAfter?: string | undefined;
}

/** A row of a table, in the names of ActiveCampaign's API. */
export type Row = Readonly<Record<string, unknown>>;

export interface Tables {
  contacts: readonly Row[];
  contactLists: readonly Row[];
  fieldValues: readonly Row[];
  fields: readonly Row[];
}

/** Errors of an answer that is a 200 nevertheless. */
export interface ListFaults {
  /** Returns at most this many contacts, whatever the limit is. */
  mostContacts?: number | undefined;
  /** Returns at most this many side-loaded rows of each kind. */
  mostRows?: number | undefined;
  /** Returns at most this many custom fields, whatever the limit is. */
  mostFields?: number | undefined;
  /** Returns no custom field after the first so many. */
  lastField?: number | undefined;
  /** Leaves out these rows: `contactLists/1036` and so on. */
  lostRows?: readonly string[] | undefined;
  /** `meta.total`, instead of the number of matching rows. */
  total?: unknown;
  /** Contacts do not name the ids of their rows. */
  withoutRowIds?: boolean | undefined;
  /** `offset` has no effect. */
  ignoresOffset?: boolean | undefined;
}

/** Answers `GET /contacts` and `GET /fields`; `undefined` for other requests. */
export function answerList(
  { method, path, query }: { method: string | undefined; path: string; query: URLSearchParams },
  tables: Tables,
  faults: ListFaults = {},
): ApiAnswer | undefined {
  if (method !== 'GET') return undefined;
  if (path === '/api/3/contacts') return contactsPage(tables, query, faults);
  return path === '/api/3/fields' ? fieldsPage(tables, query, faults) : undefined;
}

// https://developers.activecampaign.com/reference/list-all-contacts
function contactsPage(tables: Tables, query: URLSearchParams, faults: ListFaults): ApiAnswer {
  const list = query.get('listid');
  const status = query.get('status');
  const after = Number(query.get('id_greater') ?? 0);
  const isAsked = (row: Row): boolean =>
    (list === null || row['list'] === list) && (status === null || row['status'] === status);
  const asked = new Set(tables.contactLists.filter(isAsked).map(({ contact }) => contact));
  const matching = tables.contacts.filter(({ id }) => Number(id) > after && asked.has(id));
  if (query.get('orders[id]') === 'ASC') {
    matching.sort((one, other) => Number(one['id']) - Number(other['id']));
  }
  const page = matching.slice(0, Math.min(limitOf(query), faults.mostContacts ?? 100));
  const kinds = (['contactLists', 'fieldValues'] as const).filter((kind) =>
    query.get('include')?.split(',').includes(kind),
  );
  const sideLoaded = kinds.map((kind) => {
    const own = tables[kind].filter((row) => page.some(({ id }) => id === row['contact']));
    const kept = own.filter((row) => !faults.lostRows?.includes(`${kind}/${String(row['id'])}`));
    return [kind, kept.slice(0, faults.mostRows ?? kept.length)] as const;
  });
  const rowIds = (contact: Row): object =>
    faults.withoutRowIds
      ? {}
      : Object.fromEntries(kinds.map((kind) => [kind, idsOf(kind, contact)]));
  const idsOf = (kind: (typeof kinds)[number], { id }: Row): readonly unknown[] =>
    tables[kind].filter(({ contact }) => contact === id).map((row) => row['id']);
  const contacts = page.map((contact) => ({ ...contact, ...rowIds(contact) }));
  const meta = { total: totalOf(matching, faults) };
  return { status: 200, body: { ...Object.fromEntries(sideLoaded), contacts, meta } };
}

function fieldsPage({ fields }: Tables, query: URLSearchParams, faults: ListFaults): ApiAnswer {
  const offset = faults.ignoresOffset ? 0 : Number(query.get('offset') ?? 0);
  const end = offset + Math.min(limitOf(query), faults.mostFields ?? 100);
  const meta = { total: totalOf(fields, faults) };
  const returned = fields.slice(0, faults.lastField).slice(offset, end);
  return { status: 200, body: { fields: returned, meta } };
}

// https://developers.activecampaign.com/reference/pagination
function limitOf(query: URLSearchParams): number {
  return Math.min(Number(query.get('limit') ?? 20), 100);
}

function totalOf(rows: readonly unknown[], faults: ListFaults): unknown {
  return 'total' in faults ? faults.total : String(rows.length);
}
