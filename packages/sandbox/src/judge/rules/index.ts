import type { Rule } from '../rule.ts';
import type { EventSubject, RequestSubject } from '../subjects.ts';
import { appRules } from './app.ts';
import { clickIdRules } from './click-ids.ts';
import { clientRules } from './client.ts';
import { customDataRules } from './custom-data.ts';
import { dataProcessingRules } from './data-processing.ts';
import { eventRules as rulesOfEvent } from './event.ts';
import { eventIdRules } from './event-id.ts';
import { eventTimeRules } from './event-time.ts';
import { hashingRules } from './hashing.ts';
import { keyRules } from './keys.ts';
import { leadRules } from './lead.ts';
import { matchingRules } from './matching.ts';
import { messagingRules } from './messaging.ts';
import { originalEventRules } from './original-event.ts';
import { personalDataRules } from './personal-data.ts';
import { purchaseRules } from './purchase.ts';
import { requestRules as rulesOfRequest } from './request.ts';
import { versionRules } from './version.ts';

/** In the order in which the sandbox applies them; the first refusal is returned. */
export const requestRules: readonly Rule<RequestSubject>[] = [...versionRules, ...rulesOfRequest];

/** In the order in which the sandbox applies them; the first refusal is returned. */
export const eventRules: readonly Rule<EventSubject>[] = [
  ...rulesOfEvent,
  ...eventIdRules,
  ...eventTimeRules,
  ...matchingRules,
  ...purchaseRules,
  ...appRules,
  ...messagingRules,
  ...leadRules,
  ...keyRules,
  ...hashingRules,
  ...clientRules,
  ...clickIdRules,
  ...customDataRules,
  ...dataProcessingRules,
  ...originalEventRules,
  ...personalDataRules,
];
