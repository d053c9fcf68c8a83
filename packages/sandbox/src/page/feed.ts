import type { Fault } from '../http/faults.ts';
import { createConversions } from './conversions.ts';
import type { Conversion, PageEvent } from './events.ts';

export interface Snapshot {
  readonly events: readonly PageEvent[];
  readonly conversions: readonly Conversion[];
  readonly faults: readonly Fault[];
  readonly live: boolean;
}

/** No more than the sandbox keeps, even if the page stays open for days. */
const keep = 20_000;
/** Rendering more often would block typing while a thousand events arrive per second. */
const restMs = 100;

/** Follows the sandbox; calls `onChange` at most ten times a second, and not in a hidden tab. */
export function followSandbox(onChange: (snapshot: Snapshot) => void): void {
  const conversions = createConversions(keep);
  let faults: readonly Fault[] = [];
  let live = false;
  let waiting = false;

  const draw = (): void => {
    waiting = false;
    onChange({ events: conversions.events(), conversions: conversions.list(), faults, live });
  };
  const changed = (): void => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => requestAnimationFrame(draw), restMs);
  };
  const source = new EventSource('/sandbox/stream');
  const on = (name: string, take: (data: unknown) => void): void =>
    source.addEventListener(name, ({ data }) => {
      take(JSON.parse(String(data)));
      live = true;
      changed();
    });
  on('cleared', () => conversions.clear());
  on('faults', (data) => {
    faults = data as readonly Fault[];
  });
  on('events', (data) => conversions.take(data as readonly PageEvent[]));
  on('oldest', (number) => conversions.forgetBefore(Number(number)));
  source.addEventListener('error', () => {
    live = false;
    changed();
  });
}
