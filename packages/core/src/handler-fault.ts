import { errorKind } from './error-kind.ts';

/** Reports on the console that a mounted handler threw. Nothing of the error itself is printed. */
export function sayThatHandlerThrew(error: unknown): void {
  console.error(
    `meta-capi: the route answered 500, because its handler threw ${errorKind(error)}. Its text may hold personal data, so it is not printed: catch and log it in the handler.`,
  );
}
