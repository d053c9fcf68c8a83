/** @jsxImportSource preact */
import { render, type VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { joinBrokenPairs } from './broken-pairs.ts';
import { ConversionList } from './conversion-list.tsx';
import { Detail } from './detail.tsx';
import { Empty, NothingFound } from './empty.tsx';
import { ErrorsPanel } from './errors-panel.tsx';
import type { Conversion, PageEvent } from './events.ts';
import { followSandbox, type Snapshot } from './feed.ts';
import { Filters } from './filters.tsx';
import { Header, type Panel } from './header.tsx';
import { Help } from './help.tsx';
import { MatchKeysPanel } from './match-keys-panel.tsx';
import { addPossibleDuplicates } from './possible-duplicates.ts';
import { RecordingPanel } from './recording-panel.tsx';
import { Summary } from './summary.tsx';
import { TimeStrip } from './time-strip.tsx';
import { useKeys } from './use-keys.ts';
import { useView } from './use-view.ts';
import { everything, includes, type View } from './view.ts';

const nothing: Snapshot = { events: [], conversions: [], faults: [], live: false };

function App(): VNode {
  const [latest, setLatest] = useState<Snapshot>(nothing);
  const [paused, setPaused] = useState<Snapshot | undefined>(undefined);
  const [panel, setPanel] = useState<Panel | undefined>(undefined);
  const [help, setHelp] = useState(false);
  const [view, change] = useView();
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => followSandbox(setLatest), []);

  const { events, ofPixel, conversions, found } = useFound(paused ?? latest, view);
  const isOfPixel = ({ lead }: Conversion): boolean =>
    view.pixelId === '' || lead.pixelId === view.pixelId;
  const open = conversions.find((one) => hasEvent(one, view.open));
  const close = (): void => change({ open: undefined });
  useKeys({
    search: () => search.current?.focus(),
    help: () => setHelp(true),
    close,
    move(step) {
      const next = found[open ? found.indexOf(open) + step : 0];
      if (next) change({ open: next.lead.number });
    },
  });
  const state = paused ? 'paused' : latest.live ? 'live' : 'offline';
  return (
    <>
      <Header
        state={state}
        panel={panel}
        onPanel={setPanel}
        onPause={() => setPaused(paused ? undefined : latest)}
        onHelp={() => setHelp(true)}
      />
      {help && <Help onClose={() => setHelp(false)} />}
      <main>
        {panel === 'keys' && <MatchKeysPanel events={ofPixel} />}
        {panel === 'errors' && <ErrorsPanel waiting={latest.faults} />}
        {panel === 'recording' && <RecordingPanel />}
        {events.length === 0 ? (
          <Empty />
        ) : (
          <>
            <section class="overview" aria-label="Overview">
              <Summary conversions={conversions.filter(isOfPixel)} view={view} onChange={change} />
              <TimeStrip events={ofPixel} onSelect={change} />
            </section>
            <Filters
              conversions={conversions}
              events={events}
              found={found.length}
              search={search}
              view={view}
              onChange={change}
            />
          </>
        )}
        <Columns hasEvents={events.length > 0} found={found} open={open} onChange={change} />
      </main>
    </>
  );
}

/** The list of conversions, and beside it the open one. */
function Columns(props: {
  readonly hasEvents: boolean;
  readonly found: readonly Conversion[];
  readonly open: Conversion | undefined;
  readonly onChange: (changes: Partial<View>) => void;
}): VNode {
  const { hasEvents, found, open, onChange } = props;
  return (
    <div class={open ? 'columns open' : 'columns'}>
      {found.length > 0 && (
        <ConversionList
          conversions={found}
          open={open}
          onOpen={(number) => onChange({ open: number })}
        />
      )}
      {hasEvents && found.length === 0 && (
        <NothingFound
          onReset={() => onChange({ ...everything, from: undefined, until: undefined })}
        />
      )}
      {open && (
        <Detail
          conversion={open}
          onOpen={(number) => onChange({ open: number })}
          onClose={() => onChange({ open: undefined })}
        />
      )}
    </div>
  );
}

/** The events and conversions of a snapshot, and those that the view includes. */
function useFound(
  { events, conversions: all }: Snapshot,
  view: View,
): {
  readonly events: readonly PageEvent[];
  readonly ofPixel: readonly PageEvent[];
  readonly conversions: readonly Conversion[];
  readonly found: readonly Conversion[];
} {
  const ofPixel = useMemo(
    () => (view.pixelId ? events.filter(({ pixelId }) => pixelId === view.pixelId) : events),
    [events, view.pixelId],
  );
  const conversions = useMemo(() => addPossibleDuplicates(joinBrokenPairs(all)), [all]);
  const found = useMemo(
    () => conversions.filter((one) => includes(view, one)),
    [conversions, view],
  );
  return { events, ofPixel, conversions, found };
}

/** By any of its events, because a later browser copy may become the counted one. */
function hasEvent({ events }: Conversion, number: number | undefined): boolean {
  return events.some((event) => event.number === number);
}

const box = document.querySelector('#page');
if (box) render(<App />, box);
