/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Copy } from './copy.tsx';
import { timeOf } from './detail.tsx';
import type { Conversion, PageEvent } from './events.ts';

/** Rows rendered at a time: a browser lays out a few hundred rows smoothly. */
const pageSize = 50;

export function ConversionList(props: {
  readonly conversions: readonly Conversion[];
  readonly chosen: number | undefined;
  readonly onChoose: (number: number) => void;
}): VNode {
  const { conversions, chosen, onChoose } = props;
  const [limit, setLimit] = useState(pageSize);
  return (
    <div>
      <ol class="conversions" aria-label="Conversions, newest first" onKeyDown={moveFocus}>
        {conversions.slice(0, limit).map((conversion) => (
          <li key={conversion.lead.number} class={conversion.kind}>
            <button
              type="button"
              aria-pressed={conversion.lead.number === chosen}
              onClick={() => onChoose(conversion.lead.number)}
            >
              <Row conversion={conversion} />
            </button>
          </li>
        ))}
      </ol>
      {conversions.length > limit && (
        <button type="button" onClick={() => setLimit(limit + pageSize)}>
          Show {pageSize} more of {conversions.length - limit}
        </button>
      )}
    </div>
  );
}

const kindNames = { single: 'single', pair: 'pair', duplicates: 'duplicates', refused: 'refused' };

function Row({
  conversion: { events, lead, faults, kind },
}: {
  readonly conversion: Conversion;
}): VNode {
  const all = events.flatMap((event) => event.findings);
  const leaks = all.filter(({ severity }) => severity === 'leak').length;
  const findings = all.length - leaks;
  return (
    <>
      <span class="what">
        <b>{lead.eventName ?? '(no name)'}</b>{' '}
        <span class="id">{lead.eventId ?? 'no event_id'}</span>
        <span class={`kind ${kind}`}>{kindNames[kind]}</span>
        {leaks > 0 && (
          <span class="findings leak">
            {leaks} {leaks === 1 ? 'leak' : 'leaks'}
          </span>
        )}
        {findings > 0 && (
          <span class="findings">
            {findings} {findings === 1 ? 'finding' : 'findings'}
          </span>
        )}
        {faults.map((fault) => (
          <span class="findings" key={fault}>
            {fault}
          </span>
        ))}
      </span>
      <span class="halves">
        {events.slice(0, 6).map((event, index) => (
          <span class="half" key={event.number}>
            {index > 0 && <span class="gap">{gapOf(events[index - 1], event)}</span>}
            <Copy event={event} />
          </span>
        ))}
        {events.length > 6 && <span class="muted">and {events.length - 6} more</span>}
      </span>
      <span class="muted time">{timeOf(lead.receivedAt)}</span>
    </>
  );
}

/** The time between the first and the second. */
function gapOf(before: PageEvent | undefined, { receivedAt }: PageEvent): string {
  const ms = receivedAt - (before?.receivedAt ?? receivedAt);
  if (ms < 1000) return `+${Math.round(ms)} ms`;
  return ms < 60_000 ? `+${(ms / 1000).toFixed(1)} s` : `+${Math.round(ms / 60_000)} min`;
}

function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at =
    document.activeElement instanceof HTMLButtonElement
      ? buttons.indexOf(document.activeElement)
      : -1;
  buttons[at + step]?.focus();
  event.preventDefault();
}
