/** One request to Meta's `/tr`, as a browser sent it. */
export interface Hit {
  readonly method: string;
  readonly mediaType: string;
  readonly fields: Readonly<Record<string, string>>;
}

interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly contentType: string;
  readonly body: Uint8Array | null;
}

/** Reads the parameters wherever they are: in the query, in a form or in a multipart form. */
export async function readHit({ method, url, contentType, body }: SentRequest): Promise<Hit> {
  const fields = Object.fromEntries(new URL(url).searchParams);
  if (body !== null && contentType !== '') {
    const response = new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    });
    for (const [key, value] of await response.formData()) fields[key] = String(value);
  }
  return { method, mediaType: contentType.split(';', 1)[0] ?? '', fields };
}

/** `Lead lead-1`, and the Limited Data Use options if the hit has any: `Lead lead-1 LDU/1/1000`. */
export function brief({ fields }: Hit): string {
  const { ev, eid, dpo, dpoco, dpost } = fields;
  const limited = dpo === undefined ? '' : `${dpo || 'not limited'}/${dpoco ?? ''}/${dpost ?? ''}`;
  return [ev, isOwnId(eid) ? '' : eid, limited.replace(/^not limited.*/, 'dpo=')]
    .filter(Boolean)
    .join(' ');
}

// Newer versions give an event without eventID an id that no server event can have.
function isOwnId(eid: string | undefined): boolean {
  return eid !== undefined && /^(?:ob3_plugin-set|sgwpixel|[\w.]*_v?\d|\d+\.\d)/.test(eid);
}
