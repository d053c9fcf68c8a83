/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { CopyButton } from './copy-button.tsx';

/** What to do next; each of the three snippets works when pasted. */
export function Empty(): VNode {
  const { origin } = location;
  const command = `curl ${origin}/v26.0/1234567890/events \\
  -H 'content-type: application/json' \\
  -d '{"access_token":"any-text","data":[{"event_name":"Lead","event_id":"lead-1",
    "event_time":'$(date +%s)',"action_source":"system_generated",
    "user_data":{"external_id":"customer-7"}}]}'`;
  const client = `createCapiClient({
  baseUrl: '${origin}',
  pixelId: '1234567890',
  accessToken: 'any-text-of-20-characters-or-more',
  whenConsentUnknown: 'send',
})`;
  return (
    <section class="empty" aria-label="What to do next">
      <h2>No events received yet</h2>
      <p>Send a first event from a shell:</p>
      <pre>{command}</pre>
      <p>
        <CopyButton label="Copy command" text={command} />
      </p>
      <p>Then point your own client here, with any pixel id and any token:</p>
      <pre>{client}</pre>
      <p>
        And for the browser’s half give the Pixel this library:{' '}
        <code>libraryUrl: '{origin}/en_US/fbevents.js'</code>
      </p>
    </section>
  );
}

/** The filter hides all events. */
export function NothingFound({ onReset }: { readonly onReset: () => void }): VNode {
  return (
    <p class="nothing">
      No conversion fits the filter.{' '}
      <button type="button" onClick={onReset}>
        Show everything
      </button>
    </p>
  );
}
