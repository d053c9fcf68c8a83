// Nuxt's h3 is not in the root install: tools/frameworks runs the snippet with the real one.
declare module 'h3' {
  interface H3Event {
    waitUntil(work: Promise<unknown>): void;
  }
  export type EventHandler<_Request, Result> = (event: H3Event) => Result;
  export function toWebRequest(event: H3Event): Request;
  export function defineEventHandler<Result>(
    handler: (event: H3Event) => Result,
  ): EventHandler<object, Result>;
}
