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

/** The worst first. Tags that do not fit beside it are in the tooltip; none is cut. */
function Problems({ conversion }: { readonly conversion: Conversion }): VNode {
  const problems = problemsOf(conversion);
  return (
    <span class="problems" title={problems.map(({ text }) => text).join(', ')}>
      {problems.map(({ style, text }) => (
        <span class={`tag ${style}`} key={text}>
          {text}
        </span>
      ))}
    </span>
  );
}

interface Problem {
  readonly style: '' | 'refused' | 'warning';
  readonly text: string;
}

/** The box of a broken pair replaces its findings. */
function problemsOf(conversion: Conversion): readonly Problem[] {
  const { events, findings, leaks, faults, kind, possibleDuplicate } = conversion;
  const refused = events.find(({ verdict }) => verdict === 'refused');
  const isBroken = kind === 'broken';
  const problems: readonly (Problem | false | undefined)[] = [
    refused && { style: 'refused', text: codeOf(refused) || 'no response' },
    leaks > 0 && { style: 'refused', text: plural(leaks, 'leak') },
    isBroken && { style: 'warning', text: 'counted twice' },
    !isBroken && possibleDuplicate && { style: 'warning', text: 'duplicate?' },
    !isBroken && findings > 0 && { style: 'warning', text: plural(findings, 'finding') },
    ...faults.map((fault): Problem => ({ style: '', text: fault })),
  ];
  return problems.filter((problem): problem is Problem => Boolean(problem));
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
