import type { CapiEvent } from '@meta-capi/core';

export const canaryToken = 'EAAzqcanarytokenzqcanarytoken';

/** A purchase by a made-up person; every raw value about the person can be found by `findCanary`. */
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
    visitor: { consent: 'granted' },
    customData: { value: 12.5, currency: 'EUR' },
  };
}

/**
 * The first raw personal value or token in a text: as it is, in another case, as digits, in base64,
 * in hexadecimal.
 */
export function findCanary(text: string): string | undefined {
  return text.match(needles)?.[0];
}

const marker = 'zqcanary';

/** The part of base64 that is the same whatever follows the marker, for each alignment. */
const inBase64 = [marker, marker.replace('z', 'Z')].flatMap((word) =>
  [0, 1, 2].map((lead) => {
    const encoded = Buffer.from(`${'\0'.repeat(lead)}${word}`).toString('base64');
    return encoded.slice(lead === 0 ? 0 : 4, Math.floor(((lead + marker.length) * 8) / 6));
  }),
);

// Eight digits and more: the hexadecimal digests contain shorter runs of digits by chance.
const needles = new RegExp(
  [
    '[zZ][qQ][cC][aA][nN][aA][rR][yY]',
    '691(?:[ -]|%20)555',
    '30691555',
    Buffer.from(marker).toString('hex'),
    ...inBase64.map((text) => text.replace(/[+/]/g, String.raw`\$&`)),
  ].join('|'),
);
