/** @jsxImportSource preact */
import type { VNode } from 'preact';
import type { PageEvent } from './events.ts';

/** One copy of a conversion: its sender and its verdict. */
export function Copy({ event: { source, verdict } }: { readonly event: PageEvent }): VNode {
  return (
    <span class="copy">
      <span class={`source ${source}`}>{source}</span>{' '}
      <span class={`verdict ${verdict}`}>{verdict}</span>
    </span>
  );
}
