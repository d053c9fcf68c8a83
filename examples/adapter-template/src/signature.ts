/**
 * Is the body signed with the secret, within the last five minutes? `booking-signature` is
 * `t=<Unix seconds>,v1=<HMAC-SHA-256 of "t.body" in hex>`.
 */
export async function isSigned(body: Uint8Array, header: string, secret: string): Promise<boolean> {
  const [, time, hex = ''] = /^t=(\d{1,12}),v1=([\da-f]{64})$/.exec(header) ?? [];
  if (Math.abs(Date.now() / 1000 - Number(time)) > toleranceSeconds || time === undefined) {
    return false;
  }
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encode(secret), algorithm, false, ['verify']);
  const signature = Uint8Array.from({ length: 32 }, (_, at) =>
    Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16),
  );
  // Compares in constant time.
  return crypto.subtle.verify(algorithm, key, signature, joined(encode(`${time}.`), body));
}

const toleranceSeconds = 300;

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
