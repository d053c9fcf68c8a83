import type { CapiEvent, Visitor } from '@meta-capi/core';
import { mergePackedVisitors } from '@meta-capi/core/adapter';
import { unpackClientReference } from './client-reference.ts';
import type { Settings } from './options.ts';

/**
 * The visitor that the site put into metadata or, for a Payment Link, into `client_reference_id`. Every object of the payload that was embedded,
 * expanded or fetched is a carrier, so that a refusal counts wherever it is stored. Stripe's own IP
 * address and user agent are those of the server that called Stripe and are not read.
 *
 * @param object the event's object; its own metadata is read first
 */
export function carriedVisitor(object: unknown, { eventSourceUrl }: Settings): Visitor {
  const { metadata, paths } = carriersIn(object);
  const visitor = mergePackedVisitors(metadata, paths);
  return eventSourceUrl === undefined ? visitor : { eventSourceUrl, ...visitor };
}

/**
 * The fields of an event at which nobody was on a page, as a renewal: without the address, user
 * agent and page of the visitor who signed up.
 */
export function unattended(visitor: Visitor): Partial<CapiEvent> {
  return { actionSource: 'system_generated', visitor: withoutPage(visitor) };
}

/** The fields of an event at a Stripe Terminal, which is on no page. */
export function atTerminal(visitor: Visitor): Partial<CapiEvent> {
  return { actionSource: 'physical_store', visitor: withoutPage(visitor) };
}

function withoutPage({ fbp, fbc, consent, consentAt, consentCarrier }: Visitor): Visitor {
  const kept = { fbp, fbc, consent, consentAt, consentCarrier };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}

interface Carriers {
  metadata: unknown[];
  /** Where in the object each is, for the report of a consent that cannot be read. */
  paths: string[];
}

/** The metadata and client references of all objects in a payload, the outer ones first. */
function carriersIn(object: unknown): Carriers {
  const carriers: Carriers = { metadata: [], paths: [] };
  // A map visits what is added while it is iterated, each object once.
  const objects = new Map([[object, '']]);
  for (const [one, path] of objects) {
    if (typeof one !== 'object' || one === null) continue;
    for (const [key, value] of Object.entries(one)) {
      const carried = key === 'client_reference_id' ? unpackClientReference(value) : undefined;
      if (carried !== undefined || (key === 'metadata' && carriesSomething(value))) {
        carriers.metadata.push(carried ?? value);
        carriers.paths.push(path + key);
      } else if (key !== 'metadata' && typeof value === 'object' && !objects.has(value)) {
        objects.set(value, `${path}${key}.`);
      }
    }
  }
  return carriers;
}

function carriesSomething(metadata: unknown): boolean {
  if (typeof metadata !== 'object' || metadata === null) return false;
  return Object.keys(metadata).some((key) => key.startsWith('meta_'));
}
