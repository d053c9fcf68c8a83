/**
 * A new event id (UUID v4) for a conversion without a natural id: create it once and give the same id
 * to the browser and to the server.
 *
 * Works on pages without https too, where `crypto.randomUUID` is missing.
 */
export function generateEventId(): string {
  // Each 0 becomes a random hex digit, 8 one of 8, 9, a and b; 4 is the version.
  // https://www.rfc-editor.org/rfc/rfc9562#section-5.4
  return '00000000-0000-4000-8000-000000000000'.replace(/[08]/g, (digit) => {
    const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
    return (digit === '0' ? random & 15 : 8 | (random & 3)).toString(16);
  });
}
