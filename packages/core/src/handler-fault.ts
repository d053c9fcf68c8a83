/**
 * Says on the console that a mounted handler threw, and where. Its message stays out: a foreign
 * error may quote what it was given, a token or a visitor's address among it.
 */
export function sayThatHandlerThrew(error: unknown): void {
  const { name, frames } = factsOf(error);
  console.error(
    [`meta-capi: the route answered 500, for its handler threw ${name}.`, ...frames].join('\n'),
  );
}

function factsOf(error: unknown): { name: string; frames: readonly string[] } {
  try {
    if (!(error instanceof Error)) return { name: `a ${typeof error}`, frames: [] };
    const lines = (error.stack ?? '').split('\n');
    return { name: error.name, frames: lines.filter((line) => /^\s+at \S/.test(line)) };
  } catch {
    // A getter of the error's threw.
    return { name: 'something unreadable', frames: [] };
  }
}
