// Next.js is not in the root install: tools/consumers builds and runs the snippet with the real one.
declare module 'next/server' {
  export function after(work: () => Promise<unknown>): void;
}
