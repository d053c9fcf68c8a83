const warned = new Set<string>();

/** Warns the developer on the console, once for each text. The text must not contain a value. */
export function warnOnce(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  console.warn(`meta-capi: ${message}`);
}
