/**
 * Is this a host, with or without a port, and nothing more? Before the path of a URL it must not add a
 * path, a query or a user.
 */
// https://www.rfc-editor.org/rfc/rfc9110#section-7.2
export function isHost(text: string): boolean {
  return text.length <= 260 && host.test(text) && URL.canParse(`http://${text}/`);
}

const host = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
