'use client';

import { readVisitor } from '@meta-capi/pixel';
import { packClientReference } from '@meta-capi/stripe-adapter/client-reference';
import type { MouseEvent, ReactNode } from 'react';

/** A Stripe Payment Link that carries the visitor's answer of the moment of the click. */
export function PaymentLink({ href, children }: { href: string; children: ReactNode }) {
  function addVisitor({ currentTarget }: MouseEvent<HTMLAnchorElement>): void {
    const url = new URL(currentTarget.href);
    url.searchParams.set('client_reference_id', packClientReference(readVisitor()));
    currentTarget.href = url.href;
  }
  return (
    <a href={href} onClick={addVisitor} onAuxClick={addVisitor} onContextMenu={addVisitor}>
      {children}
    </a>
  );
}
