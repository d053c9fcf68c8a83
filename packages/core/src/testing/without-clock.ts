/** Runs synchronous code in which the clock, randomness and the network throw. */
export function withoutClock<Result>(run: () => Result): Result {
  const { Date: RealDate, fetch: realFetch } = globalThis;
  const realRandom = Math.random;
  const realRandomValues = Reflect.get(crypto, 'getRandomValues');
  try {
    globalThis.Date = new Proxy(RealDate, {
      apply: refuse('the clock'),
      construct(target, values) {
        if (values.length === 0) refuse('the clock')();
        return Reflect.construct(target, values) as Date;
      },
      get: (target, key) =>
        key === 'now' ? refuse('the clock') : (Reflect.get(target, key) as unknown),
    });
    globalThis.fetch = refuse('the network');
    Math.random = refuse('randomness');
    crypto.getRandomValues = refuse('randomness');
    return run();
  } finally {
    globalThis.Date = RealDate;
    globalThis.fetch = realFetch;
    Math.random = realRandom;
    crypto.getRandomValues = realRandomValues;
  }
}

function refuse(what: string): () => never {
  return () => {
    throw new Error(`toEvents must be pure, but it used ${what}`);
  };
}
