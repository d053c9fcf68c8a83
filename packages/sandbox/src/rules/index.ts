import type { Rule } from '../rule.ts';
import type { EventSubject, RequestSubject } from '../subjects.ts';
import { eventRules as rulesOfEvent } from './event.ts';
import { eventTimeRules } from './event-time.ts';
import { matchingRules } from './matching.ts';
import { purchaseRules } from './purchase.ts';
import { requestRules as rulesOfRequest } from './request.ts';
import { versionRules } from './version.ts';

/** In the order in which the sandbox applies them; the first refusal is the answer. */
export const requestRules: readonly Rule<RequestSubject>[] = [...versionRules, ...rulesOfRequest];

/** In the order in which the sandbox applies them; the first refusal is the answer. */
export const eventRules: readonly Rule<EventSubject>[] = [
  ...rulesOfEvent,
  ...eventTimeRules,
  ...matchingRules,
  ...purchaseRules,
];
