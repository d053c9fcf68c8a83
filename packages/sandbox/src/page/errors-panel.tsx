/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Fault } from '../http/faults.ts';

type Kind = Fault['kind'];

/** What the client gets, as its log shows it. */
const kinds: Readonly<Record<Kind, string>> = {
  server_error: '500',
  transient: '500, is_transient',
  rate_limited: '429 with Retry-After',
  throttled: '400 throttled, code 4',
  token_expired: '401 token expired',
  latency: 'slow response',
  timeout: 'no response',
  truncated_body: 'response cut off',
};

/** Simulates errors for the next requests, and shows those that no request has got yet. */
export function ErrorsPanel({ waiting }: { readonly waiting: readonly Fault[] }): VNode {
  const [problem, setProblem] = useState('');
  const waits = waiting.map(({ kind, times }) => `${times} × ${kinds[kind]}`).join(', ');
  return (
    <section class="panel" aria-label="Simulate errors">
      <h2>Simulate errors</h2>
      <ErrorForm onProblem={setProblem} />
      <p role="status">
        {problem || (waits === '' ? 'No simulated error is waiting.' : `Waiting: ${waits}`)}{' '}
        {waiting.length > 0 && (
          <button type="button" onClick={() => void fetch('/sandbox/faults', { method: 'DELETE' })}>
            Cancel
          </button>
        )}
      </p>
    </section>
  );
}

function ErrorForm({ onProblem }: { readonly onProblem: (problem: string) => void }): VNode {
  const [kind, setKind] = useState<Kind>('server_error');
  const [times, setTimes] = useState('1');
  const [seconds, setSeconds] = useState('3');
  const simulate = async (event: Event): Promise<void> => {
    event.preventDefault();
    onProblem(await simulateFault(kind, Number(times), Number(seconds)));
  };
  return (
    <form class="errors" onSubmit={(event) => void simulate(event)}>
      <label>
        Response{' '}
        <select
          aria-label="Fault"
          value={kind}
          onChange={({ currentTarget }) => setKind(currentTarget.value as Kind)}
        >
          {Object.entries(kinds).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {(kind === 'latency' || kind === 'rate_limited') && (
        <label>
          {kind === 'latency' ? 'Delay' : 'Retry-After'}, seconds{' '}
          <input
            type="number"
            min="0"
            max={kind === 'latency' ? '60' : '3600'}
            step={kind === 'latency' ? '0.1' : '1'}
            required
            value={seconds}
            onInput={({ currentTarget }) => setSeconds(currentTarget.value)}
          />
        </label>
      )}
      <label>
        for the next{' '}
        <input
          type="number"
          min="1"
          max="1000"
          required
          value={times}
          onInput={({ currentTarget }) => setTimes(currentTarget.value)}
          aria-label="How many requests"
        />{' '}
        requests
      </label>
      <button type="submit">Simulate</button>
    </form>
  );
}

/** Returns why the sandbox refused, or an empty text. */
async function simulateFault(kind: Kind, times: number, seconds: number): Promise<string> {
  const delay = kind === 'latency' ? { delayMs: Math.round(seconds * 1000) } : {};
  const retry = kind === 'rate_limited' ? { retryAfterSeconds: Math.ceil(seconds) } : {};
  const response = await fetch('/sandbox/faults', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind, times, ...delay, ...retry }),
  });
  return response.ok ? '' : ((await response.json()) as { error: string }).error;
}
