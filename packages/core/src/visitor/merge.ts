import { allowsNothing, strictestConsent } from '../consent/consent.ts';
import type { Consent, Visitor } from '../event/capi-event.ts';
import { unpackVisitor } from './pack.ts';

/**
 * The visitor of a conversion that several objects carry: each value from the first that has it,
 * and the strictest of the consents. A carrier without a consent does not
 * change the consent of another one; after a denial nothing else is read. Never throws.
 *
 * @param carriers what {@link unpackVisitor} accepts; the most trusted one first
 * @param names what each carrier is called in a report, in the same order @default `metadata`
 */
export function mergePackedVisitors(
  carriers: readonly unknown[],
  names: readonly string[] = [],
): Visitor {
  const visitors = carriers.map((carrier, at) => unpackVisitor(carrier, names[at]));
  const answers = visitors.flatMap(({ consent }) =>
    consent === undefined || consent === 'unknown' ? [] : [consent],
  );
  const consent = strictestConsent(...answers);
  const consentAt = timeOf(consent, visitors);
  const decided: Visitor = consentAt === undefined ? { consent } : { consent, consentAt };
  if (allowsNothing(consent)) {
    const denying = visitors.find((visitor) => visitor.consent === consent);
    return { ...withoutTime(denying ?? {}), ...decided };
  }
  const merged = visitors.reduceRight<Visitor>((later, first) => Object.assign(later, first), {});
  return { ...withoutTime(merged), ...decided };
}

/** The earliest time of a grant, the latest of a refusal; none if a carrier of the answer has none. */
function timeOf(consent: Consent, visitors: readonly Visitor[]): number | undefined {
  const times = visitors
    .filter((visitor) => visitor.consent === consent)
    .map(({ consentAt }) => Number(consentAt));
  const time = consent === 'granted' ? Math.min(...times) : Math.max(...times);
  // NaN where one of them is missing, Infinity without any.
  return Number.isFinite(time) ? time : undefined;
}

function withoutTime(visitor: Visitor): Visitor {
  const copy = { ...visitor };
  delete copy.consentAt;
  return copy;
}
