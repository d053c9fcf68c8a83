/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Fault } from '../http/faults.ts';

type Kind = Fault['kind'];

/** What the client gets, in the words of its log. */
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

/** Requests simulated errors for the next requests, and shows those that wait. */
export function ErrorsPanel({ waiting }: { readonly waiting: readonly Fault[] }): VNode {
  const [kind, setKind] = useState<Kind>('server_error');
  const [times, setTimes] = useState('1');
  const [seconds, setSeconds] = useState('3');
  const [problem, setProblem] = useState('');
  const simulate = async (event: Event): Promise<void> => {
    event.preventDefault();
    const delay = kind === 'latency' ? { delayMs: Math.round(Number(seconds) * 1000) } : {};
    const retry = kind === 'rate_limited' ? { retryAfterSeconds: Math.ceil(Number(seconds)) } : {};
    const response = await fetch('/sandbox/faults', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind, times: Number(times), ...delay, ...retry }),
    });
    setProblem(response.ok ? '' : ((await response.json()) as { error: string }).error);
  };
  return (
    <section class="panel" aria-label="Simulate errors">
      <h2>Simulate errors</h2>
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
      <p role="status">
        {problem ||
          (waiting.length === 0
            ? 'No simulated error is waiting.'
            : `Waiting: ${waiting.map(({ kind: one, times: left }) => `${left} × ${kinds[one]}`).join(', ')}`)}{' '}
        {waiting.length > 0 && (
          <button type="button" onClick={() => void fetch('/sandbox/faults', { method: 'DELETE' })}>
            Cancel
          </button>
        )}
      </p>
    </section>
  );
}
