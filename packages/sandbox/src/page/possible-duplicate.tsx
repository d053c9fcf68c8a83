/** @jsxImportSource preact */
import type { VNode } from 'preact';
import type { PageEvent } from './events.ts';

/** The event that may be the same conversion, and the fix if it is. */
export function PossibleDuplicate(props: {
  readonly other: PageEvent;
  readonly onOpen: (number: number) => void;
}): VNode {
  const { other, onOpen } = props;
  const { source, eventId, number } = other;
  return (
    <div class="possible-duplicate">
      <p>
        Another {source} event with the same name, value and buyer has the event ID{' '}
        <code>{eventId ?? '(none)'}</code>. If both are one conversion, <b>Meta counts it twice</b>.{' '}
        {source === 'server' ? (
          <>
            Fix: send the event from one source only. With Stripe, choose either the PaymentIntent,
            the Checkout Session or the invoice.
          </>
        ) : (
          <>
            Fix: track the event once, or with the same <code>eventID</code>.
          </>
        )}
      </p>
      <button type="button" onClick={() => onOpen(number)}>
        Open the other event
      </button>
    </div>
  );
}
