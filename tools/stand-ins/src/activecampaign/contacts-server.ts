import { createGate } from './api.ts';
import { type ApiAnswer, answerList, type ListFaults, type Row, type Tables } from './lists.ts';

/** The API of the account `example`, without a socket, of which `GET /contacts` and `GET /fields` exist. */
export interface ContactsServer {
  fetch: typeof fetch;
  /** The URL of every request, in order. */
  readonly requests: readonly URL[];
}

export type ContactsServerOptions = Pick<Tables, 'contactLists' | 'contacts'> &
  Partial<Tables> & { faults?: ListFaults | undefined };

export const apiToken = 'made-up-token';

export function contactsServer({
  contacts,
  contactLists,
  fieldValues = [],
  fields = [],
  faults = {},
}: ContactsServerOptions): ContactsServer {
  const requests: URL[] = [];
  const refusalOf = createGate(apiToken);
  const tables = {
    contacts,
    contactLists: numbered(contactLists),
    fieldValues: numbered(fieldValues),
    fields,
  };

  function answer({ method, headers }: Request, url: URL): ApiAnswer {
    if (url.host !== 'example.api-us1.com') return { status: 404, body: {} };
    const asked = { method, path: url.pathname, query: url.searchParams };
    return (
      refusalOf(headers.get('api-token')) ??
      answerList(asked, tables, faults) ?? { status: 404, body: {} }
    );
  }

  return {
    requests,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const url = new URL(request.url);
      requests.push(url);
      const { status, body, retryAfter = '' } = answer(request, url);
      return Response.json(body, { status, headers: { 'retry-after': retryAfter } });
    },
  };
}

function numbered(given: readonly Row[]): readonly Row[] {
  return given.map((row, at) => ({ ...row, id: String(1000 + at) }));
}
