import { strictestConsent } from './consent.ts';
import type { Visitor } from './event.ts';
import { unpackVisitor } from './visitor-pack.ts';

/**
 * The one visitor of a conversion that several objects carry: each value of the first that has it,
 * and the strictest of the consents. A carrier without a consent asks no question, so it neither
 * hides nor weakens what another one says; of a denial nothing else is read. Never throws.
 *
 * @param carriers whatever {@link unpackVisitor} reads; the one to believe first comes first
 */
export function visitorOfCarriers(carriers: readonly unknown[]): Visitor {
  const visitors = carriers.map(unpackVisitor);
  const answers = visitors.flatMap(({ consent }) =>
    consent === undefined || consent === 'unknown' ? [] : [consent],
  );
  const consent = strictestConsent(...answers);
  if (consent === 'denied') return { consent };
  const merged = visitors.reduceRight<Visitor>((later, first) => Object.assign(later, first), {});
  return { ...merged, consent };
}
