/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Fault } from '../http/faults.ts';

const kinds: readonly (readonly [Fault['kind'], string])[] = [
  ['latency', 'Latency (2 s)'],
  ['timeout', 'Time-out'],
  ['server_error', '500 server error'],
  ['rate_limited', '429 with Retry-After'],
  ['throttled', 'Throttled (code 4)'],
  ['transient', 'is_transient error'],
  ['token_expired', 'Expired token'],
  ['truncated_body', 'Truncated body'],
];

/** Requests simulated faults and shows the waiting ones. */
export function FaultsForm({ waiting }: { readonly waiting: readonly Fault[] }): VNode {
  const [kind, choose] = useState<string>('server_error');
  const [times, setTimes] = useState('1');
  const play = (event: Event): void => {
    event.preventDefault();
    void fetch('/sandbox/faults', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind, times: Number(times) }),
    });
  };
  return (
    <form class="faults" onSubmit={play} aria-label="Faults">
      <label>
        Next{' '}
        <input
          type="number"
          min="1"
          max="1000"
          required
          value={times}
          onInput={({ currentTarget }) => setTimes(currentTarget.value)}
          aria-label="How many requests"
        />
      </label>
      <span>request(s):</span>
      <select
        aria-label="Fault"
        value={kind}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {kinds.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <button type="submit">Simulate error</button>
      <span role="status">
        {waiting.map(({ kind: one, times: left }) => `${left} × ${one}`).join(', ')}
      </span>
      {waiting.length > 0 && (
        <button type="button" onClick={() => void fetch('/sandbox/faults', { method: 'DELETE' })}>
          Call off
        </button>
      )}
    </form>
  );
}
