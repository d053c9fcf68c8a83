/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ReceivedRequest } from '../journal/received.ts';
import { JsonView } from './json-view.tsx';

/** The HTTP request and its response, loaded when opened. */
export function RequestDetails({ number }: { readonly number: number }): VNode {
  const [request, setRequest] = useState<ReceivedRequest | 'gone' | undefined>(undefined);
  const load = async (isOpen: boolean): Promise<void> => {
    if (!isOpen) return;
    const response = await fetch(`/sandbox/requests/${number}`);
    setRequest(response.ok ? await response.json() : 'gone');
  };
  return (
    <details onToggle={({ currentTarget }) => void load(currentTarget.open)}>
      <summary>Request and response</summary>
      {request === 'gone' && <p class="muted">This request is no longer in memory.</p>}
      {request !== undefined && request !== 'gone' && <Request request={request} />}
    </details>
  );
}

function Request({ request }: { readonly request: ReceivedRequest }): VNode {
  const { method, url, headers, status, durationMs, json, text, response, number } = request;
  return (
    <>
      <p>
        <code>
          {method} {url}
        </code>
      </p>
      <p>
        Request #{number} · status <b>{status === 0 ? 'none (no response)' : status}</b>
        {durationMs === undefined ? '' : ` · ${durationMs.toFixed(1)} ms`}
      </p>
      <h5>Request headers</h5>
      <JsonView value={headers} />
      {text !== '' && <h5>Request body</h5>}
      {text !== '' && (json === undefined ? <pre>{text}</pre> : <JsonView value={json} />)}
      {response !== undefined && <h5>Response body</h5>}
      {response !== undefined && <JsonView value={response} />}
      <ResendButton number={number} />
    </>
  );
}

function ResendButton({ number }: { readonly number: number }): VNode {
  const [result, setResult] = useState('');
  const resend = async (): Promise<void> => {
    const response = await fetch(`/sandbox/requests/${number}/resend`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    const { status, error } = (await response.json()) as { status?: number; error?: string };
    setResult(error ?? `Status ${status}`);
  };
  return (
    <p>
      <button type="button" onClick={() => void resend()}>
        Resend to the sandbox
      </button>{' '}
      <span role="status">{result}</span>
    </p>
  );
}
