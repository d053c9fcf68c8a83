/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { CopyButton } from './copy-button.tsx';
import type { PageEvent } from './events.ts';
import { codeOf, timeOf } from './format.ts';
import { JsonView } from './json-view.tsx';
import { has, matchKeys } from './match-keys.ts';
import { RequestDetails } from './request-details.tsx';
import { SentTable } from './sent-table.tsx';

/** One event of a conversion: verdict, problems, what was sent, request and response. */
export function EventDetail(props: { readonly event: PageEvent; readonly attempt: string }): VNode {
  const { event, attempt } = props;
  const { source, verdict, notes, receivedAt, simulatedFault, requestNumber, number } = event;
  const json = JSON.stringify(event.event, null, 2);
  return (
    <article>
      <h3>
        <span class={`source ${source}`}>{source}</span>{' '}
        <span class={`verdict ${verdict}`}>{verdict}</span>{' '}
        <span class="muted">
          #{number} · {timeOf(receivedAt)} {attempt && `· ${attempt}`}
        </span>
      </h3>
      {simulatedFault && (
        <p class="note">
          Simulated error: <b>{simulatedFault}</b>.
        </p>
      )}
      <ErrorBox event={event} />
      <Findings event={event} />
      {notes.map((note) => (
        <p class="note" key={note}>
          {note}
        </p>
      ))}
      {source === 'server' && <MissingKeys event={event} />}
      <h4>What was sent</h4>
      <SentTable event={event} />
      <details>
        <summary>Event as JSON</summary>
        <CopyButton label="Copy as JSON" text={json} />
        <JsonView value={event.event} />
      </details>
      <RequestDetails number={requestNumber} />
    </article>
  );
}

function ErrorBox({ event }: { readonly event: PageEvent }): VNode | null {
  const { error, fault } = event;
  if (!error) return null;
  return (
    <div class="error">
      <b>
        {codeOf(event)} · {error.message}
      </b>
      <p>
        {fault === 'peer' ? 'Another event in the same request caused the refusal: ' : ''}
        {error.error_user_msg}
      </p>
    </div>
  );
}

function Findings({ event: { findings } }: { readonly event: PageEvent }): VNode {
  return (
    <>
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
    </>
  );
}

/** The three missing match keys with the highest priority; the others are collapsed. */
function MissingKeys({ event }: { readonly event: PageEvent }): VNode | null {
  const missing = matchKeys.filter(({ key }) => !has(event, key)).map(({ name }) => name);
  if (missing.length === 0) return null;
  const others = missing.slice(3);
  return (
    <div class="missing">
      Missing match keys: <b>{missing.slice(0, 3).join(', ')}</b>
      {others.length > 0 && (
        <details>
          <summary>and {others.length} more</summary>
          {others.join(', ')}
        </details>
      )}
    </div>
  );
}
