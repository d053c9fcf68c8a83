import type { WireEvent } from '../event/prepared-event.ts';

/** The events of one request. */
export interface Load {
  readonly count: number;
  events(): readonly WireEvent[];
  /**
   * The request's JSON: the events as `data`, and these members beside it. Asked again with the
   * same members, as for a retry, it gives the very same bytes.
   */
  body(members: Readonly<Record<string, string>>): string | Uint8Array<ArrayBuffer>;
}

/**
 * Holds events until they are written down, and from then on only what was written. While requests
 * wait for their answers the garbage collector would copy thousands of objects from space to space;
 * bytes lie outside its heap. A refused request, which is rare, is read again.
 */
export function createLoad(given: readonly WireEvent[]): Load {
  const count = given.length;
  let events: readonly WireEvent[] | undefined = given;
  let written:
    | { readonly body: string | Uint8Array<ArrayBuffer>; readonly members: string }
    | undefined;

  function read(): readonly WireEvent[] {
    return events ?? JSON.parse(textOf(written?.body ?? '')).data;
  }

  return {
    count,
    events: read,
    body(members) {
      const membersText = JSON.stringify(members);
      if (written?.members !== membersText) {
        const text = JSON.stringify({ data: read(), ...members });
        written = {
          body: text.length < shortText ? text : utf8.encode(text),
          members: membersText,
        };
        events = undefined;
      }
      return written.body;
    },
  };
}

/** UTF-16 units. A short text leaves in one piece with its head; a long one is faster as bytes. */
const shortText = 16_384;

const utf8 = new TextEncoder();

function textOf(body: string | Uint8Array<ArrayBuffer>): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}
