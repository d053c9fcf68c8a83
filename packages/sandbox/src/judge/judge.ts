import { isObject, type JsonObject } from './json.ts';
import { type Breach, type Finding, findingsOf, firstRefusal } from './rule.ts';
import { eventRules, requestRules } from './rules/index.ts';
import { eventSubject, type RequestSubject } from './subjects.ts';

/** The findings of the rules about a request and each of its events, before batches and duplicates. */
export interface Judgement {
  /** Why Meta refuses the request, independent of its events. */
  readonly breach: Breach | undefined;
  readonly findings: readonly Finding[];
  readonly events: readonly JudgedEvent[];
}

export interface JudgedEvent {
  readonly event: JsonObject;
  readonly breach: Breach | undefined;
  readonly findings: readonly Finding[];
}

export function judge(subject: RequestSubject): Judgement {
  const events: readonly unknown[] = Array.isArray(subject.data) ? subject.data : [];
  return {
    breach: firstRefusal(requestRules, subject),
    findings: findingsOf(requestRules.filter(isFinding), subject),
    events: events.filter(isObject).map((event) => judgeEvent(event, subject.receivedAt)),
  };
}

function judgeEvent(event: JsonObject, receivedAt: number): JudgedEvent {
  const subject = eventSubject(event, receivedAt);
  return {
    event,
    breach: firstRefusal(eventRules, subject),
    findings: findingsOf(eventRules.filter(isFinding), subject),
  };
}

function isFinding({ refusal }: { readonly refusal?: unknown }): boolean {
  return refusal === undefined;
}
