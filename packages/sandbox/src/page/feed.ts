import type { Fault } from '../faults.ts';
import type { PageEvent } from './events.ts';

export interface Snapshot {
  readonly events: readonly PageEvent[];
  readonly faults: readonly Fault[];
  readonly live: boolean;
}

/** Not more than the sandbox keeps, though the page stays open for days. */
const keep = 20_000;

/** Follows the sandbox; calls `onChange` at most once a frame. */
export function followSandbox(onChange: (snapshot: Snapshot) => void): void {
  const events = new Map<number, PageEvent>();
  let faults: readonly Fault[] = [];
  let live = false;
  let waiting = false;

  const changed = (): void => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      onChange({ events: [...events.values()], faults, live });
    });
  };
  const source = new EventSource('/sandbox/stream');
  const on = (name: string, take: (data: unknown) => void): void =>
    source.addEventListener(name, ({ data }) => {
      take(JSON.parse(String(data)));
      live = true;
      changed();
    });
  on('cleared', () => events.clear());
  on('faults', (data) => {
    faults = data as readonly Fault[];
  });
  on('events', (data) => {
    for (const event of data as readonly PageEvent[]) events.set(event.number, event);
    for (const oldest of events.keys()) {
      if (events.size <= keep) break;
      events.delete(oldest);
    }
  });
  source.addEventListener('error', () => {
    live = false;
    changed();
  });
}
