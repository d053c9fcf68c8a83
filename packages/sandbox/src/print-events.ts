import type { ReceivedEvent } from './received.ts';
import type { Sandbox } from './sandbox.ts';

/** Prints every event that arrives from now on. */
export function printEvents(sandbox: Sandbox): void {
  let printed = sandbox.events.at(-1)?.number ?? 0;
  sandbox.subscribe((change) => {
    if (change === 'cleared') printed = 0;
    if (typeof change === 'string') return;
    // An event that was printed is listed again where a browser's copy took its place.
    for (const event of change.events) {
      const again = event.number <= printed;
      console.log(
        again ? `${headOf(event)}  the browser’s copy counts in its place` : describe(event),
      );
      printed = Math.max(printed, event.number);
    }
  });
}

function headOf(received: ReceivedEvent): string {
  const { receivedAt, verdict, pixelId, eventName = '(no name)', eventId = '(no id)' } = received;
  return [new Date(receivedAt).toISOString(), verdict, eventName, eventId, `pixel ${pixelId}`].join(
    '  ',
  );
}

/** One line for the event, and one for each thing that is wrong with it. */
function describe(received: ReceivedEvent): string {
  const { error, fault, findings } = received;
  const code = [error?.code, error?.error_subcode].filter((part) => part !== undefined).join('/');
  const why = fault === 'peer' ? 'another event of the request is at fault' : error?.error_user_msg;
  return [
    headOf(received),
    ...(error ? [`  ${code}: ${why}`] : []),
    ...findings.map(({ rule, field, message }) => `  ${rule} at ${field}: ${message}`),
  ].join('\n');
}
