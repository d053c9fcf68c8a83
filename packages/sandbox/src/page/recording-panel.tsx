/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { importRecording } from './recording.ts';

/** Exports and imports what the sandbox received. */
export function RecordingPanel(): VNode {
  const [result, setResult] = useState('');
  const load = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const problem = await importRecording(await file.text());
    setResult(problem || `Imported ${file.name}.`);
  };
  return (
    <section class="panel" aria-label="Recording">
      <h2>Recording</h2>
      <p>
        <a class="button" href="/sandbox/recording" download="sandbox.jsonl">
          Export as JSON lines
        </a>{' '}
        <label class="button">
          Import JSON lines{' '}
          <input
            type="file"
            accept=".jsonl,application/x-ndjson"
            onChange={({ currentTarget }) => void load(currentTarget.files?.[0])}
          />
        </label>{' '}
        <span role="status">{result}</span>
      </p>
      <p class="muted">
        Tokens are redacted. <code>--replay sandbox.jsonl</code> starts a sandbox with these
        requests.
      </p>
    </section>
  );
}
