import { withoutAppendix } from '../normalize/param-builder-appendix.ts';

/**
 * A visitor's own address in its canonical form, or `undefined` where the text is not an IP address, or
 * not one that the public internet routes to a person's device. Removes a port, brackets, an IPv6
 * zone and a param-builder appendix; an IPv4 address written as IPv6 becomes IPv4.
 */
export function publicIp(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 100) return undefined;
  // As nearly every address is written.
  const plain = parseV4(value);
  if (plain !== undefined) return isSpecialV4(plain) ? undefined : value;
  const address = withoutAppendix(value.trim());
  const v4 = parseV4(address.replace(port, ''));
  if (v4 !== undefined) return publicV4(v4);
  const v6 = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(address)?.[1] ?? address;
  return publicV6(v6.replace(/%.*/, ''));
}

/**
 * The address that the first of `hops` trusted proxies saw: each appends its caller's address to
 * `X-Forwarded-For`, so the entry is counted from the right. Entries further left can be spoofed, and
 * all of them without a trusted proxy (0).
 */
export function clientIpFromHeaders(headers: Headers, hops: number): string | undefined {
  return publicIp(forwarded(headers, 'x-forwarded-for', hops));
}

/** The entry of a forwarding header that the first of `hops` trusted proxies wrote. */
export function forwarded(headers: Headers, name: string, hops: number): string | undefined {
  if (!Number.isSafeInteger(hops) || hops < 1) return undefined;
  // Empty elements are not entries: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1.2
  const entries = headers
    .get(name)
    ?.split(',')
    .flatMap((entry) => entry.trim() || []);
  return entries?.at(-hops);
}

const port = /:\d{1,5}$/;

// Documentation addresses are not in use: such an address was copied from an example.
// https://www.iana.org/assignments/iana-ipv4-special-registry
function isSpecialV4(address: number): boolean {
  const a = address >>> 24;
  const b = (address >>> 16) & 255;
  const c = (address >>> 8) & 255;
  return (
    a === 0 || // this network
    a === 10 || // private
    (a === 100 && b >= 64 && b < 128) || // shared by a carrier
    a === 127 || // loopback
    (a === 169 && b === 254) || // link-local
    (a === 172 && b >= 16 && b < 32) || // private
    (a === 192 && b === 0 && (c === 0 || c === 2)) || // IETF protocols, documentation
    (a === 192 && b === 88 && c === 99) || // 6to4 relays
    (a === 192 && b === 168) || // private
    (a === 198 && (b === 18 || b === 19)) || // benchmarks
    (a === 198 && b === 51 && c === 100) || // documentation
    (a === 203 && b === 0 && c === 113) || // documentation
    a >= 224 // multicast, reserved
  );
}

function publicV4(address: number): string | undefined {
  if (isSpecialV4(address)) return undefined;
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** The address that is written as four plain decimal numbers; other notations are tricks. */
function parseV4(text: string): number | undefined {
  let address = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === dot) {
      if (digits === 0) return undefined;
      address = address * 256 + octet;
      octet = 0;
      digits = 0;
      dots += 1;
      continue;
    }
    // A leading zero may be an octal notation.
    const isDigit = code >= 48 && code <= 57;
    if (!isDigit || (digits > 0 && octet === 0)) return undefined;
    octet = octet * 10 + code - 48;
    if (octet > 255) return undefined;
    digits += 1;
  }
  return dots === 3 && digits > 0 ? address * 256 + octet : undefined;
}

const dot = 46;

// Only 2000::/3 is allocated; https://www.iana.org/assignments/iana-ipv6-special-registry lists
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
