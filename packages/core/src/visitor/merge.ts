import { allowsNothing, strictestConsent } from '../consent/consent.ts';
import type { Visitor } from '../event/capi-event.ts';
import { unpackVisitor } from './pack.ts';

/**
 * The one visitor of a conversion that several objects carry: each value of the first that has it,
 * and the strictest of the consents. A carrier without a consent asks no question, so it neither
 * hides nor weakens what another one says; of a denial nothing else is read. Never throws.
 *
 * @param carriers whatever {@link unpackVisitor} reads; the one to believe first comes first
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
  if (allowsNothing(consent)) {
    return visitors.find((visitor) => visitor.consent === consent) ?? { consent };
  }
  const merged = visitors.reduceRight<Visitor>((later, first) => Object.assign(later, first), {});
  return { ...merged, consent };
}
