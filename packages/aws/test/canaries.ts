import type { CapiEvent } from '@meta-capi/core';

export const canaryToken = 'EAAzqcanarytokenzqcanarytoken';

/**
 * A purchase by a made-up person. `findCanary` finds every raw value that is hashed, and
 * `findClientCanary` the IP address and the user agent, which Meta receives as they are.
 */
export function canaryPurchase(n: number, eventId: string): CapiEvent {
  return {
    eventName: 'Purchase',
    eventId,
    eventTime: new Date(),
    userData: {
      email: `Zqcanary.${n}@Example.com`,
      phone: `+30 691 555 ${String(n % 10_000).padStart(4, '0')}`,
      firstName: `Zqcanaryan${n}`,
      lastName: `Zqcanarylast${n}`,
      city: `Zqcanaryville${n}`,
      externalId: `zqcanary-user-${n}`,
    },
    visitor: {
      consent: 'granted',
      clientIpAddress: `93.184.${Math.floor(n / 250) % 250}.${n % 250}`,
      clientUserAgent: `ZuaCanary/${n}`,
    },
    customData: { value: 12.5, currency: 'EUR' },
  };
}

/**
 * The first raw personal value or token in a text: unchanged, in another case, as digits, in base64 or in
 * hexadecimal.
 */
export function findCanary(text: string): string | undefined {
  return text.match(needles)?.[0];
}

/** The IP address or the user agent of a purchase: in a queue's message, and nowhere else. */
export function findClientCanary(text: string): string | undefined {
  return text.match(/93[.]184[.]|ZuaCanary/i)?.[0];
}

const marker = 'zqcanary';

/** For each alignment, the part of base64 that does not depend on the text after the marker. */
const inBase64 = [marker, marker.replace('z', 'Z')].flatMap((word) =>
  [0, 1, 2].map((lead) => {
    const encoded = Buffer.from(`${'\0'.repeat(lead)}${word}`).toString('base64');
    return encoded.slice(lead === 0 ? 0 : 4, Math.floor(((lead + marker.length) * 8) / 6));
  }),
);

// At least eight digits: hexadecimal digests may contain shorter runs of digits.
const needles = new RegExp(
  [
    '[zZ][qQ][cC][aA][nN][aA][rR][yY]',
    '691(?:[ -]|%20)555',
    '30691555',
    Buffer.from(marker).toString('hex'),
    ...inBase64.map((text) => text.replace(/[+/]/g, String.raw`\$&`)),
  ].join('|'),
);
