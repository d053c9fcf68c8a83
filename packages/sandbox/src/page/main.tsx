/** @jsxImportSource preact */
import { render, type VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ConversionList } from './conversion-list.tsx';
import { CoverageTables } from './coverage.tsx';
import { Detail } from './detail.tsx';
import { Empty, NothingFound } from './empty.tsx';
import { countVerdicts, type Filter, matches } from './events.ts';
import { FaultsForm } from './faults-form.tsx';
import { followSandbox, type Snapshot } from './feed.ts';
import { Plot } from './plot.tsx';

const shows: readonly (readonly [Filter['show'], string])[] = [
  ['all', 'Everything'],
  ['pair', 'Pairs'],
  ['single', 'Singles'],
  ['duplicates', 'Duplicates'],
  ['refused', 'Refused'],
  ['findings', 'With findings'],
];

const stateNames = { live: 'live', paused: 'paused', offline: 'not connected' };
const nothing: Snapshot = { events: [], conversions: [], faults: [], live: false };
const everything: Filter = { search: '', show: 'all', pixelId: '' };

function App(): VNode {
  const [latest, setLatest] = useState<Snapshot>(nothing);
  const [paused, pause] = useState<Snapshot | undefined>(undefined);
  const [filter, setFilter] = useState<Filter>(everything);
  const [chosen, choose] = useState<number | undefined>(undefined);
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => followSandbox(setLatest), []);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') choose(undefined);
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      search.current?.focus();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);

  const { events, conversions } = paused ?? latest;
  const ofPixel = useMemo(
    () =>
      filter.pixelId === '' ? events : events.filter(({ pixelId }) => pixelId === filter.pixelId),
    [events, filter.pixelId],
  );
  const pixels = useMemo(() => [...new Set(events.map(({ pixelId }) => pixelId))], [events]);
  const counts = useMemo(() => countVerdicts(ofPixel), [ofPixel]);
  const found = useMemo(
    () => conversions.filter((one) => matches(one, filter)),
    [conversions, filter],
  );
  // Found by any of its copies, because a later browser copy may become the counted one.
  const open = conversions.find((one) => one.events.some(({ number }) => number === chosen));
  const close = (): void => {
    document.querySelector<HTMLElement>('.conversions [aria-pressed="true"]')?.focus();
    choose(undefined);
  };
  const state = paused ? 'paused' : latest.live ? 'live' : 'offline';
  return (
    <>
      <header class="top">
        <h1>Meta events sandbox</h1>
        <span role="status" class={`state ${state}`}>
          {stateNames[state]}
        </span>
        <button
          type="button"
          aria-pressed={paused !== undefined}
          onClick={() => pause(paused ? undefined : latest)}
        >
          Pause
        </button>
        <button type="button" onClick={() => void fetch('/sandbox/events', { method: 'DELETE' })}>
          Clear
        </button>
      </header>
      <main>
        {events.length === 0 ? (
          <Empty />
        ) : (
          <>
            <section class="overview" aria-label="Overview">
              <p class="totals">
                <span class="counted">
                  <b>{counts.counted}</b> counted
                </span>
                <span class="duplicate">
                  <b>{counts.duplicate}</b> deduplicated
                </span>
                <span class="refused">
                  <b>{counts.refused}</b> refused
                </span>
              </p>
              <Plot events={ofPixel} />
              <CoverageTables events={ofPixel} />
            </section>
            <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filter">
              <input
                ref={search}
                type="search"
                placeholder="Search name, id, pixel, rule  ( / )"
                aria-label="Search"
                value={filter.search}
                onInput={({ currentTarget }) =>
                  setFilter({ ...filter, search: currentTarget.value })
                }
              />
              <select
                aria-label="Show"
                value={filter.show}
                onChange={({ currentTarget }) =>
                  setFilter({ ...filter, show: shows[currentTarget.selectedIndex]?.[0] ?? 'all' })
                }
              >
                {shows.map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
              {pixels.length > 1 && (
                <select
                  aria-label="Pixel"
                  value={filter.pixelId}
                  onChange={({ currentTarget }) =>
                    setFilter({ ...filter, pixelId: currentTarget.value })
                  }
                >
                  <option value="">All pixels</option>
                  {pixels.map((pixelId) => (
                    <option key={pixelId} value={pixelId}>
                      Pixel {pixelId}
                    </option>
                  ))}
                </select>
              )}
              <span class="muted" role="status">
                {found.length} of {conversions.length} conversions
              </span>
            </form>
          </>
        )}
        <FaultsForm waiting={latest.faults} />
        <div class={open ? 'columns open' : 'columns'}>
          {found.length > 0 && (
            <ConversionList conversions={found} chosen={open?.lead.number} onChoose={choose} />
          )}
          {events.length > 0 && found.length === 0 && (
            <NothingFound onReset={() => setFilter(everything)} />
          )}
          {open && <Detail conversion={open} onClose={close} />}
        </div>
      </main>
    </>
  );
}

const box = document.querySelector('#page');
if (box) render(<App />, box);
