/** What a promise comes to within `ms` milliseconds; `undefined` where it does not, or rejects. */
export async function within<Value>(
  ms: number,
  start: () => Value | Promise<Value>,
): Promise<Value | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([Promise.resolve().then(start), tooLate]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
