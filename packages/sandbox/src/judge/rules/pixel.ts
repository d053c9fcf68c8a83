import { isEmpty, type JsonObject } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';
import { clickIdRules } from './click-ids.ts';
import { customDataRules } from './custom-data.ts';
import { dataProcessingRules } from './data-processing.ts';
import { eventIdRules } from './event-id.ts';
import { hashingRules } from './hashing.ts';
import { keyRules } from './keys.ts';
import { personalDataRules } from './personal-data.ts';
import { purchaseRules } from './purchase.ts';

const getStarted = {
  url: 'https://developers.facebook.com/documentation/meta-pixel/get-started',
  certainty: 'documented',
} as const;

/** Without these, no Pixel can count a hit. */
export const pixelRefusals: readonly Rule<{
  readonly pixelId: string;
  readonly event: JsonObject;
}>[] = [
  {
    id: 'pixel-id-invalid',
    refusal: { code: 100 },
    sources: [getStarted],
    message: 'id is the Pixel’s id, digits only.',
    find: ({ pixelId }) => (/^\d+$/.test(pixelId) ? [] : ['id']),
  },
  {
    id: 'pixel-event-missing',
    refusal: { code: 100 },
    sources: [getStarted],
    message: 'ev is the name of the event.',
    find: ({ event }) => (isEmpty(event['event_name']) ? ['ev'] : []),
  },
];

/** Findings about a hit that is counted. */
export const pixelRules: readonly Rule<EventSubject>[] = [
  {
    id: 'pixel-event-id-missing',
    sources: [capiPage('deduplicate-pixel-and-server-events')],
    message:
      'Without eventID, in the fourth argument of fbq, Meta cannot recognise the server’s copy of this event.',
    find: ({ event }) =>
      event['event_name'] !== 'PageView' && isEmpty(event['event_id']) ? ['eid'] : [],
  },
  ...eventIdRules,
  ...purchaseRules,
  ...keyRules,
  ...hashingRules,
  ...clickIdRules,
  ...customDataRules,
  // Meta receives the request from the browser's own address.
  ...dataProcessingRules.filter(({ id }) => id !== 'data-processing-place-unknowable'),
  ...personalDataRules,
];
