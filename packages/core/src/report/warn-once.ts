const said = new Set<string>();

/** Warns the developer on the console, once for each text. The text must not contain a value. */
export function sayOnce(message: string): void {
  if (said.has(message)) return;
  said.add(message);
  console.warn(`meta-capi: ${message}`);
}
