/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { clearSandbox, exportRecording, importRecording } from './recording.ts';

export type Panel = 'keys' | 'errors' | 'recording';

const panelNames: Readonly<Record<Panel, string>> = {
  keys: 'Match keys',
  errors: 'Simulate errors',
  recording: 'Recording',
};

const stateNames = { live: 'live', paused: 'paused', offline: 'not connected' };

export function Header(props: {
  readonly state: keyof typeof stateNames;
  readonly panel: Panel | undefined;
  readonly onPanel: (panel: Panel | undefined) => void;
  readonly onPause: () => void;
  readonly onHelp: () => void;
}): VNode {
  const { state, panel, onPanel, onPause, onHelp } = props;
  return (
    <header class="top">
      <h1>Meta events sandbox</h1>
      <span role="status" class={`state ${state}`}>
        {stateNames[state]}
      </span>
      {(Object.keys(panelNames) as Panel[]).map((name) => (
        <button
          type="button"
          key={name}
          aria-expanded={panel === name}
          onClick={() => onPanel(panel === name ? undefined : name)}
        >
          {panelNames[name]}
        </button>
      ))}
      <button type="button" onClick={onPause}>
        {state === 'paused' ? 'Resume' : 'Pause'}
      </button>
      <ClearButton />
      <button type="button" aria-label="Keyboard shortcuts" onClick={onHelp}>
        ?
      </button>
    </header>
  );
}

const undoMs = 15_000;

/** Clears the sandbox; for 15 seconds the button undoes that. */
function ClearButton(): VNode {
  const [cleared, setCleared] = useState<string | undefined>(undefined);
  const clear = async (): Promise<void> => {
    const recording = await exportRecording();
    await clearSandbox();
    setCleared(recording);
    setTimeout(() => setCleared(undefined), undoMs);
  };
  const undo = async (recording: string): Promise<void> => {
    setCleared(undefined);
    await importRecording(recording);
  };
  if (cleared === undefined || cleared === '') {
    return (
      <button type="button" onClick={() => void clear()}>
        Clear
      </button>
    );
  }
  return (
    <button type="button" class="primary" onClick={() => void undo(cleared)}>
      Undo clear
    </button>
  );
}
