import type { Journal } from '../journal/journal.ts';
import { receivedTime } from '../journal/received.ts';
import { metaError } from '../judge/graph-error.ts';
import { findingsOf, firstRefusal } from '../judge/rule.ts';
import { pixelRefusals, pixelRules } from '../judge/rules/pixel.ts';
import { eventSubject } from '../judge/subjects.ts';
import { readRequest } from './incoming-request.ts';
import { readPixelHit } from './pixel-hit.ts';
import { withoutSecrets } from './redaction.ts';

interface PixelEndpointOptions {
  readonly now: () => number;
  readonly journal: Journal;
}

export type PixelEndpoint = (request: Request) => Promise<Response>;

/** Receives the event of a browser. It always responds with an image, for every verdict. */
export function createPixelEndpoint({ now, journal }: PixelEndpointOptions): PixelEndpoint {
  return async (request) => {
    const incoming = await withoutSecrets(await readRequest(request));
    const receivedAt = receivedTime(request, now);
    const { pixelId, event } = readPixelHit(incoming, receivedAt);
    const breach = firstRefusal(pixelRefusals, { pixelId, event });
    const judged = {
      event,
      breach,
      findings: findingsOf(pixelRules, eventSubject(event, receivedAt)),
    };
    journal.write(
      { ...incoming, source: 'browser', objectId: pixelId, parameters: {}, receivedAt },
      { findings: [], events: [judged] },
      breach && { status: 200, error: metaError(breach, ''), event: judged },
    );
    return new Response(TRANSPARENT_GIF, {
      headers: { 'content-type': 'image/gif', 'cache-control': 'no-store' },
    });
  };
}

const TRANSPARENT_GIF = Buffer.from(
  'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
  'base64',
);

/**
 * The configuration file that Meta's library loads for each Pixel, and without which it sends
 * nothing. This one has no settings.
 */
export function pixelConfig(pixelId: string): string {
  return `fbq.registerPlugin("${pixelId}", { __fbEventsPlugin: 1, plugin: function (fbq, instance) {
  instance.configLoaded("${pixelId}");
} });
`;
}
