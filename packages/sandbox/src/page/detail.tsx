/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type BrokenPairFix, brokenPairFixOf } from './broken-pair-fix.ts';
import { Compare } from './compare.tsx';
import { CopyButton } from './copy-button.tsx';
import { EventDetail } from './event-detail.tsx';
import { type Conversion, kindNames } from './events.ts';
import { amountOf } from './format.ts';
import { PossibleDuplicate } from './possible-duplicate.tsx';

/** Everything known about one conversion. */
export function Detail(props: {
  readonly conversion: Conversion;
  readonly onOpen: (number: number) => void;
  readonly onClose: () => void;
}): VNode {
  const { conversion, onOpen, onClose } = props;
  const { lead, events, kind, possibleDuplicate } = conversion;
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone it opens above the list, out of view of a reader who scrolled down.
    if (matchMedia('(max-width: 760px)').matches) section.current?.scrollIntoView();
  }, [lead.number]);
  return (
    <section ref={section} class="detail" aria-label="Event in detail">
      <header>
        <h2>
          {lead.eventName ?? '(no name)'} <span class="muted">{amountOf(lead)}</span>
        </h2>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </header>
      <p>
        <span class={`kind ${kind}`}>{kindNames[kind]}</span>{' '}
        <span class="muted">pixel {lead.pixelId}</span>
      </p>
      {kind === 'broken' ? (
        <BrokenPair conversion={conversion} />
      ) : (
        <p class="id-line">
          {lead.eventId === undefined ? (
            'no event_id'
          ) : (
            <>
              <code>{lead.eventId}</code> <CopyButton label="Copy ID" text={lead.eventId} />
            </>
          )}
        </p>
      )}
      {possibleDuplicate && <PossibleDuplicate other={possibleDuplicate} onOpen={onOpen} />}
      <Compare conversion={conversion} />
      {events.map((event) => (
        <EventDetail key={event.number} event={event} attempt={attemptOf(conversion, event)} />
      ))}
    </section>
  );
}

/** Both ids side by side with the part that differs marked, and the fix. */
function BrokenPair({ conversion }: { readonly conversion: Conversion }): VNode {
  const { events } = conversion;
  const idOf = (side: string): string =>
    events.find(({ source, verdict }) => source === side && verdict !== 'refused')?.eventId ?? '';
  const browser = idOf('browser');
  const server = idOf('server');
  const common = commonStart(browser, server);
  return (
    <div class="broken-pair">
      <dl>
        <dt>browser</dt>
        <dd>
          <code>
            {browser.slice(0, common)}
            <mark>{browser.slice(common)}</mark>
          </code>
        </dd>
        <dt>server</dt>
        <dd>
          <code>
            {server.slice(0, common)}
            <mark>{server.slice(common)}</mark>
          </code>
        </dd>
      </dl>
      <p>
        The event name and the person are the same, the event IDs differ. If this is one conversion,{' '}
        <b>Meta counts it twice</b>. <Fix fix={brokenPairFixOf(conversion)} /> Only{' '}
        <code>event_id</code> has to be equal; the other differences do not matter.
      </p>
    </div>
  );
}

function Fix({ fix }: { readonly fix: BrokenPairFix | undefined }): VNode {
  if (fix === undefined) {
    return (
      <>
        Fix: send the same <code>event_id</code> from both, for example the ID of the order.
      </>
    );
  }
  return (
    <>
      Fix: send <code>{fix.eventId}</code> from the {fix.changes} too,{' '}
      {fix.changes === 'browser' ? (
        <>
          as <code>eventID</code> in the fourth argument of <code>fbq</code>.
        </>
      ) : (
        <>
          as <code>event_id</code>.
        </>
      )}
    </>
  );
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** Such as `attempt 2 of 3`, counted for each half. */
function attemptOf({ events }: Conversion, { source, number }: Conversion['lead']): string {
  const attempts = events.filter((event) => event.source === source);
  if (attempts.length < 2) return '';
  return `attempt ${attempts.findIndex((event) => event.number === number) + 1} of ${attempts.length}`;
}
