/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { CopyButton } from './copy-button.tsx';
import { type Conversion, kindNames } from './events.ts';
import { amountOf, codeOf, gapOf, shortId, timeOf } from './format.ts';

/** Rows rendered at a time: a browser lays out a few hundred rows smoothly. */
const pageSize = 50;

export function ConversionList(props: {
  readonly conversions: readonly Conversion[];
  readonly open: Conversion | undefined;
  readonly onOpen: (number: number) => void;
}): VNode {
  const { conversions, open, onOpen } = props;
  const [limit, setLimit] = useState(pageSize);
  const index = open ? conversions.indexOf(open) : -1;
  useEffect(() => {
    if (index >= limit) setLimit(index + pageSize);
    document.querySelector('.row.open')?.scrollIntoView({ block: 'nearest' });
  }, [index, limit]);
  return (
    <div class="list">
      <div class="row head" aria-hidden="true">
        <span>Event</span>
        <span>Value</span>
        <span>Halves</span>
        <span>Event ID</span>
        <span>Problems</span>
        <span>Time</span>
      </div>
      <ol class="conversions" aria-label="Conversions, newest first">
        {conversions.slice(0, limit).map((conversion) => (
          <Row
            key={conversion.lead.number}
            conversion={conversion}
            isOpen={conversion === open}
            onOpen={onOpen}
          />
        ))}
      </ol>
      {conversions.length > limit && (
        <button type="button" onClick={() => setLimit(limit + pageSize)}>
          Show {Math.min(pageSize, conversions.length - limit)} more of {conversions.length - limit}
        </button>
      )}
    </div>
  );
}

function Row(props: {
  readonly conversion: Conversion;
  readonly isOpen: boolean;
  readonly onOpen: (number: number) => void;
}): VNode {
  const { conversion, isOpen, onOpen } = props;
  const { lead, kind } = conversion;
  return (
    <li class={`row ${kind} ${isOpen ? 'open' : ''}`}>
      <button type="button" class="name" aria-pressed={isOpen} onClick={() => onOpen(lead.number)}>
        {lead.eventName ?? '(no name)'}
      </button>
      <span class="value">{amountOf(lead) || '–'}</span>
      <Halves conversion={conversion} />
      <Ids conversion={conversion} />
      <Problems conversion={conversion} />
      <span class="time muted">{timeOf(lead.receivedAt)}</span>
    </li>
  );
}

function Halves({ conversion }: { readonly conversion: Conversion }): VNode {
  const { kind, copies, events } = conversion;
  const [first, second] = events.filter(({ verdict }) => verdict !== 'refused');
  const gap = kind === 'pair' && first && second ? gapOf(first, second) : '';
  return (
    <span class="halves">
      <span class={`kind ${kind}`}>{kindNames[kind]}</span>
      {copies > 1 && (
        <span class="muted" title="Duplicates are not counted again">
          ×{copies}
        </span>
      )}
      {gap && <span class="muted gap">{gap}</span>}
    </span>
  );
}

/** The id with a copy button; of a broken pair both ids. */
function Ids({ conversion }: { readonly conversion: Conversion }): VNode {
  const accepted = conversion.events.filter(({ verdict }) => verdict !== 'refused');
  const events = conversion.kind === 'broken' ? accepted : [conversion.lead];
  const ids = [...new Set(events.map(({ eventId }) => eventId))];
  return (
    <span class="ids">
      {ids.map((id) =>
        id === undefined ? (
          <span class="muted">no event_id</span>
        ) : (
          <span class="id" key={id} title={id}>
            {shortId(id)}
            <CopyButton name={`Copy event ID ${id}`} text={id} />
          </span>
        ),
      )}
    </span>
  );
}

function Problems({ conversion }: { readonly conversion: Conversion }): VNode {
  const { events, findings, leaks, faults, kind, possibleDuplicate } = conversion;
  const refused = events.find(({ verdict }) => verdict === 'refused');
  return (
    <span class="problems">
      {kind === 'broken' && <span class="tag warning">counted twice</span>}
      {kind !== 'broken' && possibleDuplicate && <span class="tag warning">duplicate?</span>}
      {refused && <span class="tag refused">{codeOf(refused) || 'no response'}</span>}
      {leaks > 0 && <span class="tag refused">{plural(leaks, 'leak')}</span>}
      {findings > 0 && kind !== 'broken' && (
        <span class="tag warning">{plural(findings, 'finding')}</span>
      )}
      {faults.map((fault) => (
        <span class="tag" key={fault} title="Simulated error">
          {fault}
        </span>
      ))}
    </span>
  );
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
