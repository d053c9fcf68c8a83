/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { CopyButton } from './copy-button.tsx';
import { sendSamplePair } from './sample-pair.ts';

/** What this page is and what to do next; each snippet works when pasted. */
export function Empty(): VNode {
  const { origin } = location;
  const environment = `META_CAPI_BASE_URL=${origin}
META_PIXEL_ID=1234567890
META_CAPI_ACCESS_TOKEN=any-text-of-20-characters-or-more
META_TEST_EVENT_CODE=TEST12345`;
  const command = `curl ${origin}/v27.0/1234567890/events \\
  -H 'content-type: application/json' \\
  -d '{"access_token":"any-text","data":[{"event_name":"Lead","event_id":"lead-1",
    "event_time":'$(date +%s)',"action_source":"system_generated",
    "user_data":{"external_id":"customer-7"}}]}'`;
  return (
    <section class="empty" aria-label="What to do next">
      <h2>No events received yet</h2>
      <p>
        This page shows what Meta would receive: each conversion with its browser and its server
        half, what Meta would count once, and what it would refuse. Nothing leaves this machine.
      </p>
      <p>
        <button type="button" class="primary" onClick={() => void sendSamplePair()}>
          Send a sample pair
        </button>
      </p>
      <h3>Point your server here</h3>
      <pre>{environment}</pre>
      <p>
        <CopyButton label="Copy variables" text={environment} />
      </p>
      <h3>Point the browser’s Pixel here</h3>
      <pre>libraryUrl: '{origin}/en_US/fbevents.js'</pre>
      <h3>Or send one event from a shell</h3>
      <pre>{command}</pre>
      <p>
        <CopyButton label="Copy command" text={command} />
      </p>
    </section>
  );
}

/** The filter hides all events. */
export function NothingFound({ onReset }: { readonly onReset: () => void }): VNode {
  return (
    <p class="nothing">
      No conversion matches the filter.{' '}
      <button type="button" onClick={onReset}>
        Show everything
      </button>
    </p>
  );
}
