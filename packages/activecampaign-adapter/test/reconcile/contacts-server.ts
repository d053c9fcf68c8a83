/** One account of ActiveCampaign, as its API answers `GET /contacts` and `GET /fields`. */
export interface ContactsServer {
  fetch: typeof fetch;
  /** The path and query of every request, in order. */
  readonly requests: readonly URL[];
}

export interface ContactsServerOptions {
  contacts: readonly Record<string, unknown>[];
  contactLists: readonly Record<string, unknown>[];
  fieldValues?: readonly Record<string, unknown>[] | undefined;
  fields?: readonly { id: string; perstag: string }[] | undefined;
  faults?: ServerFaults | undefined;
}

/** What is wrong with its answers although each of them is a 200. */
export interface ServerFaults {
  /** Returns at most so many contacts, whatever is asked for. */
  mostContacts?: number | undefined;
  /** Returns at most so many side-loaded rows of each kind. */
  mostRows?: number | undefined;
  /** Returns at most so many custom fields, whatever is asked for. */
  mostFields?: number | undefined;
  /** Leaves out these rows: `contactLists/1036` and so on. */
  lostRows?: readonly string[] | undefined;
  /** What `meta.total` says, in place of the number of what matches. */
  total?: unknown;
  /** Contacts do not name the ids of their rows. */
  withoutRowIds?: boolean | undefined;
  /** `offset` has no effect. */
  ignoresOffset?: boolean | undefined;
}

// https://developers.activecampaign.com/reference/list-all-contacts
// https://developers.activecampaign.com/reference/pagination
export function contactsServer({
  contacts,
  contactLists,
  fieldValues = [],
  fields = [],
  faults = {},
}: ContactsServerOptions): ContactsServer {
  const requests: URL[] = [];
  const rows = { contactLists: numbered(contactLists), fieldValues: numbered(fieldValues) };

  function contactsPage(query: URLSearchParams): object {
    const list = query.get('listid');
    const after = Number(query.get('id_greater') ?? 0);
    const isOn = (id: unknown): boolean =>
      list === null ||
      rows.contactLists.some((row) => row['contact'] === id && row['list'] === list);
    const matching = contacts
      .filter(({ id }) => Number(id) > after && isOn(id))
      .toSorted((one, other) => Number(one['id']) - Number(other['id']));
    const most = Math.min(Number(query.get('limit') ?? 20), 100, faults.mostContacts ?? 100);
    const page = matching.slice(0, most);
    const included = (query.get('include') ?? '').split(',') as (keyof typeof rows)[];
    const sideLoaded = included.map((kind) => {
      const own = rows[kind].filter((row) => page.some(({ id }) => id === row['contact']));
      const kept = own.filter((row) => !faults.lostRows?.includes(`${kind}/${String(row['id'])}`));
      return [kind, kept.slice(0, faults.mostRows ?? kept.length)] as const;
    });
    return {
      ...Object.fromEntries(sideLoaded),
      contacts: page.map((contact) => ({ ...contact, ...rowIdsOf(contact['id'], included) })),
      meta: { total: totalOf(matching) },
    };
  }

  function rowIdsOf(contact: unknown, kinds: readonly (keyof typeof rows)[]): object {
    if (faults.withoutRowIds) return {};
    return Object.fromEntries(
      kinds.map((kind) => [
        kind,
        rows[kind].filter((row) => row['contact'] === contact).map(({ id }) => id),
      ]),
    );
  }

  function fieldsPage(query: URLSearchParams): object {
    const offset = faults.ignoresOffset ? 0 : Number(query.get('offset') ?? 0);
    const most = Math.min(Number(query.get('limit') ?? 20), 100, faults.mostFields ?? 100);
    return { fields: fields.slice(offset, offset + most), meta: { total: totalOf(fields) } };
  }

  const totalOf = (matching: readonly unknown[]): unknown =>
    'total' in faults ? faults.total : String(matching.length);

  return {
    requests,
    fetch: (input) => {
      const url = new URL(String(input));
      requests.push(url);
      const answer = url.pathname.endsWith('/fields')
        ? fieldsPage(url.searchParams)
        : contactsPage(url.searchParams);
      return Promise.resolve(Response.json(answer));
    },
  };
}

function numbered(given: readonly Record<string, unknown>[]): readonly Record<string, unknown>[] {
  return given.map((row, at) => ({ ...row, id: String(1000 + at) }));
}
