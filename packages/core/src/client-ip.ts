import { withoutAppendix } from './click-id.ts';

/**
 * A visitor's own address in its canonical form, or `undefined` where the text is no IP address or
 * not one that the public internet routes to a person's device. Takes off a port, brackets, an IPv6
 * zone and a param-builder appendix; an IPv4 address written as IPv6 becomes IPv4.
 */
export function publicIp(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 100) return undefined;
  const address = withoutAppendix(value.trim());
  const v4 = parseV4(address.replace(port, ''));
  if (v4 !== undefined) return publicV4(v4);
  const v6 = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(address)?.[1] ?? address;
  return publicV6(v6.replace(/%.*$/, ''));
}

/**
 * The address that the first of `hops` trusted proxies saw: each appends the address of whoever
 * called it to `X-Forwarded-For`, so the entry is counted from the right. What stands further left
 * is anybody's to write, and so is all of it without a trusted proxy (0).
 */
export function clientIpFromHeaders(headers: Headers, hops: number): string | undefined {
  return publicIp(forwarded(headers, 'x-forwarded-for', hops));
}

/** The entry of a forwarding header that the first of `hops` trusted proxies wrote. */
export function forwarded(headers: Headers, name: string, hops: number): string | undefined {
  if (!Number.isSafeInteger(hops) || hops < 1) return undefined;
  return headers.get(name)?.split(',').at(-hops)?.trim();
}

// Plain decimal only: octal and hexadecimal notations are tricks, not addresses from a proxy.
const v4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;
const port = /:\d{1,5}$/;

// https://www.iana.org/assignments/iana-ipv4-special-registry and multicast (224/4). Addresses for
// documentation belong to nobody: where one arrives, an example was copied.
const notPublicV4: readonly { size: number; index: number }[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
].map((range) => {
  const [network, bits] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  return { size, index: (parseV4(network) ?? 0) / size };
});

function publicV4(address: number): string | undefined {
  for (const { size, index } of notPublicV4) {
    if (Math.floor(address / size) === index) return undefined;
  }
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

function parseV4(text: string | undefined): number | undefined {
  const octets = v4.exec(text ?? '');
  if (octets === null) return undefined;
  let address = 0;
  for (let place = 1; place <= 4; place += 1) {
    const octet = Number(octets[place]);
    if (octet > 255) return undefined;
    address = address * 256 + octet;
  }
  return address;
}

// Only 2000::/3 is given out; https://www.iana.org/assignments/iana-ipv6-special-registry lists
// what in it is not a device's address.
function publicV6(text: string): string | undefined {
  const canonical = canonicalV6(text);
  if (canonical === undefined) return undefined;
  const mapped = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(canonical);
  if (mapped !== null) return publicV4(hex(mapped[1]) * 65536 + hex(mapped[2]));
  const [first = 0, second = 0] = canonical.split(':').map(hex);
  const special =
    first < 0x2000 ||
    first > 0x3fff ||
    (first === 0x2001 && (second < 0x200 || second === 0xdb8)) || // protocols, documentation
    first === 0x2002 || // 6to4
    (first === 0x3fff && second < 0x1000); // documentation
  return special ? undefined : canonical;
}

function hex(group: string | undefined): number {
  return Number.parseInt(group || '0', 16);
}

// The URL standard's parser knows every way to write an IPv6 address, and writes it in one.
function canonicalV6(text: string): string | undefined {
  if (!/^[\da-f:.]{2,45}$/i.test(text)) return undefined;
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
}
