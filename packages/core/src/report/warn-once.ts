const said = new Set<string>();

/** A word on the console for whoever builds the site. Never says the same twice, nor a value. */
export function sayOnce(message: string): void {
  if (said.has(message)) return;
  said.add(message);
  console.warn(`meta-capi: ${message}`);
}
