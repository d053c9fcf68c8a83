import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Growth, growth, maxRatio } from './cpu-time.ts';
import { ends, repeated } from './hostile-text.ts';
import { places } from './ingress-places.ts';
import type { Send } from './ingress-requests.ts';
import { closeSandbox, sandboxPlaces } from './ingress-sandbox.ts';
import {
  carrierPlaces,
  cognitoPlaces,
  consentPlaces,
  listenPlaces,
  stripePlaces,
} from './ingress-visitor-texts.ts';

// F-62. Everything that processes the bytes of an unauthenticated sender takes linear time: ten
// times the input, at most 15 times the time.

const size = 10_000;
afterAll(closeSandbox);

/** A relay reads 16 KiB, so a tenth of the input reaches its parser. */
const smaller: ReadonlySet<string> = new Set(['relay body', 'relay nested body']);
const rows: string[] = [];

type Ingresses = Readonly<Record<string, Readonly<Record<string, Send>>>>;
const direct: Ingresses = { ...places, sandbox: sandboxPlaces };
const ingresses: Ingresses = {
  ...direct,
  'consent cookies': consentPlaces,
  'Stripe on EventBridge': stripePlaces,
  'Cognito trigger': cognitoPlaces,
  'what carries a visitor': carrierPlaces,
  'meta-capi listen': listenPlaces,
};

/**
 * One test for each place of each ingress, with each piece repeated.
 *
 * @param rarely the pieces for places whose text has passed a known sender or is a consent tool's
 * @param table a file for the rows of the table in docs/attacks.md
 */
export function testIngressTimes(
  pieces: readonly string[],
  rarely: readonly string[],
  table?: string,
): void {
  afterAll(() => {
    if (table === undefined) return;
    mkdirSync(dirname(table), { recursive: true });
    writeFileSync(table, `${rows.join('\n')}\n`);
  });
  describe.each(Object.entries(ingresses))('%s', (ingress, sends) => {
    test.each(Object.entries(sends))('takes linear time for %s', async (place, send) => {
      const base = smaller.has(`${ingress} ${place}`) ? size / 10 : size;
      let worst: (Growth & { piece: string }) | undefined;
      for (const piece of ingress in direct ? pieces : rarely) {
        for (const end of ends) {
          const small = repeated(piece, base, end);
          const large = repeated(piece, base * 10, end);
          const times = await growth(
            async () => settled(send, small),
            async () => settled(send, large),
          );
          expect(times.ratio, `${JSON.stringify(piece)} repeated`).toBeLessThanOrEqual(maxRatio);
          if (worst === undefined || times.large > worst.large) worst = { ...times, piece };
        }
      }
      rows.push(
        `| ${ingress} | ${place} | \`${JSON.stringify(worst?.piece)}\` | ${worst?.large.toFixed(1)} ms |`,
      );
    });
  });
}

/** Ignores the texts of which the platform makes no request. */
async function settled(send: Send, hostile: string): Promise<void> {
  try {
    await send(hostile);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
  }
}
