import { type GraphError, metaError, strictError } from './graph-error.ts';
import type { JudgedEvent, Judgement } from './judge.ts';
import { isFault } from './rule.ts';

/** Why a request is refused, and what caused it. */
export interface RequestRefusal {
  readonly status: number;
  /** Absent without a response. */
  readonly error?: GraphError;
  /** The event that caused it; absent if the request itself did. */
  readonly event?: JudgedEvent;
}

/**
 * One bad event refuses the whole request.
 * https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api
 */
export function refusalOf(
  judgement: Judgement,
  strict: boolean,
  traceId: string,
): RequestRefusal | undefined {
  const event = judgement.events.find(({ breach }) => breach !== undefined);
  const breach = judgement.breach ?? event?.breach;
  if (breach) {
    return {
      status: breach.refusal.status ?? 400,
      error: metaError(breach, traceId),
      ...(judgement.breach === undefined && event ? { event } : {}),
    };
  }
  return strict ? strictRefusalOf(judgement, traceId) : undefined;
}

function strictRefusalOf(judgement: Judgement, traceId: string): RequestRefusal | undefined {
  const event = judgement.events.find(({ findings }) => findings.some(isFault));
  const ofRequest = judgement.findings.find(isFault);
  const finding = ofRequest ?? event?.findings.find(isFault);
  if (!finding) return undefined;
  return {
    status: 400,
    error: strictError(finding, traceId),
    ...(ofRequest === undefined && event ? { event } : {}),
  };
}
