/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Copy } from './copy.tsx';
import { CopyButton } from './copy-button.tsx';
import type { Conversion, PageEvent } from './events.ts';
import { has, isHashed, matchKeys } from './match-keys.ts';

/** Everything known about one conversion. */
export function Detail({
  conversion,
  onClose,
}: {
  readonly conversion: Conversion;
  readonly onClose: () => void;
}): VNode {
  const { lead, events } = conversion;
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone it opens above the list, out of view of a reader who scrolled down.
    if (matchMedia('(max-width: 760px)').matches) section.current?.scrollIntoView();
  }, [lead.number]);
  return (
    <section ref={section} class="detail" aria-label="Event in detail">
      <header>
        <h2>{lead.eventName ?? '(no name)'}</h2>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </header>
      <p class="muted">
        {lead.eventId ?? 'no event_id'} · pixel {lead.pixelId}
      </p>
      {events.map((event) => (
        <EventDetail key={event.number} event={event} />
      ))}
    </section>
  );
}

function EventDetail({ event }: { readonly event: PageEvent }): VNode {
  const { error, findings, notes, receivedAt, fault, simulatedFault } = event;
  const present = matchKeys.filter(({ key }) => has(event, key));
  const missing = matchKeys.filter(({ key }) => !has(event, key));
  return (
    <article>
      <h3>
        <Copy event={event} /> <span class="muted">{timeOf(receivedAt)}</span>
      </h3>
      {simulatedFault && (
        <p>
          The sandbox played <b>{simulatedFault}</b> to this request.
        </p>
      )}
      {error && (
        <div class="error">
          <b>
            {error.code}
            {error.error_subcode === undefined ? '' : ` / ${error.error_subcode}`} · {error.message}
          </b>
          <p>
            {fault === 'peer' ? 'Another event in the same request caused the refusal: ' : ''}
            {error.error_user_msg}
          </p>
        </div>
      )}
      {findings.map(({ rule, field, message, sources, severity }) => (
        <div class={`finding ${severity}`} key={rule + field}>
          <b>{field}</b> <span class="severity">{severity}</span> <span class="muted">{rule}</span>
          <p>
            {message}{' '}
            <a href={sources[0]?.url} target="_blank" rel="noreferrer">
              Source for {rule}
            </a>
          </p>
        </div>
      ))}
      {notes.map((note) => (
        <p class="note" key={note}>
          {note}
        </p>
      ))}
      <h4>Match keys</h4>
      <p>
        {present.map(({ key, name }) => (
          <span class="key" key={key}>
            {name} <i>{isHashed(event, key) ? 'hashed' : 'as it is'}</i>
          </span>
        ))}
        {present.length === 0 && 'none'}
      </p>
      <p class="muted">Missing: {missing.map(({ name }) => name).join(', ') || 'nothing'}</p>
      <h4>
        Payload <CopyButton label="Copy as JSON" text={JSON.stringify(event.event, null, 2)} />
      </h4>
      <pre>{JSON.stringify(event.event, null, 2)}</pre>
    </article>
  );
}

export function timeOf(ms: number): string {
  return `${new Date(ms).toLocaleTimeString('en-GB')}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;
}
