import { type CapiEvent, type Visitor, visitorOfCarriers } from '@meta-capi/core';
import type { Settings } from './options.ts';

/**
 * The visitor that the site put into metadata. Every object of the payload that was embedded,
 * expanded or fetched is a carrier, so that a refusal counts wherever it is stored. Stripe's own IP
 * address and user agent are those of the server that called Stripe and are not read.
 *
 * @param object the event's object; its own metadata is read first
 */
export function carriedVisitor(object: unknown, { eventSourceUrl }: Settings): Visitor {
  const visitor = visitorOfCarriers(carriersIn(object));
  return eventSourceUrl === undefined ? visitor : { eventSourceUrl, ...visitor };
}

/**
 * The fields of an event at which nobody was on a page, as a renewal: without the address, user
 * agent and page of the visitor who signed up.
 */
export function unattended({ fbp, fbc, consent }: Visitor): Partial<CapiEvent> {
  return { actionSource: 'system_generated', visitor: given({ fbp, fbc, consent }) };
}

/** The fields of an event at a Stripe Terminal, which is on no page. */
export function atTerminal({ fbp, fbc, consent }: Visitor): Partial<CapiEvent> {
  return { actionSource: 'physical_store', visitor: given({ fbp, fbc, consent }) };
}

function given(visitor: Visitor): Visitor {
  return Object.fromEntries(Object.entries(visitor).filter(([, value]) => value !== undefined));
}

/** The metadata of all objects in a payload, the outer ones first. */
function carriersIn(object: unknown): readonly unknown[] {
  const carriers: unknown[] = [];
  // A set visits what is added while it is iterated, each object once.
  const objects = new Set([object]);
  for (const one of objects) {
    if (typeof one !== 'object' || one === null) continue;
    for (const [key, value] of Object.entries(one)) {
      if (key === 'metadata') carriers.push(value);
      else if (typeof value === 'object') objects.add(value);
    }
  }
  return carriers.filter(carriesSomething);
}

function carriesSomething(metadata: unknown): boolean {
  if (typeof metadata !== 'object' || metadata === null) return false;
  return Object.keys(metadata).some((key) => key.startsWith('meta_'));
}
