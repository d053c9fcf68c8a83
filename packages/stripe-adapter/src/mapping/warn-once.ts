/** Lines about accounts name the account, and a platform has thousands. */
const mostLines = 50;

/** Writes each line to the console once, at most 50 of them. */
export function createWarnOnce(): (message: string) => void {
  const warned = new Set<string>();
  return (message) => {
    if (warned.has(message) || warned.size >= mostLines) return;
    warned.add(message);
    console.warn(`meta-capi: ${message}`);
  };
}
