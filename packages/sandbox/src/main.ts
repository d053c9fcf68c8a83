import { parseArgs } from 'node:util';
import type { ReceivedEvent } from './received.ts';
import { type SandboxServer, startSandbox } from './server.ts';

const DEFAULT_PORT = 4010;
const KEEP = 20_000;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: String(DEFAULT_PORT) },
    strict: { type: 'boolean', default: false },
    record: { type: 'string' },
    replay: { type: 'string' },
  },
});
try {
  const { strict, record, replay } = values;
  announce(await startSandbox({ port: Number(values.port), strict, record, replay, keep: KEEP }));
} catch (error) {
  console.error(
    `The sandbox cannot start on port ${values.port}; if it is taken, choose another with --port.`,
  );
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function announce({ url, sandbox }: SandboxServer): void {
  console.log(`Open ${url} to see what arrives.

Local Graph API at ${url}${values.strict ? ', in strict mode' : ''}

Point a client at it, with any pixel id and any token:
  createCapiClient({ baseUrl: '${url}', pixelId: '1234567890', accessToken: 'any-text' })
or post to it:
  ${url}/v26.0/1234567890/events

Every event received is printed here. Stop with Ctrl+C.
`);
  let printed = sandbox.events.at(-1)?.number ?? 0;
  sandbox.subscribe((change) => {
    if (change === 'cleared') printed = 0;
    if (typeof change === 'string') return;
    // Events that came before are listed where their verdict changed; they were printed then.
    for (const event of change.events) {
      if (event.number > printed) console.log(describe(event));
      printed = Math.max(printed, event.number);
    }
  });
}

/** One line for the event, and one for each thing that is wrong with it. */
function describe(received: ReceivedEvent): string {
  const { receivedAt, verdict, pixelId, eventName = '(no name)', eventId = '(no id)' } = received;
  const { error, fault, findings } = received;
  const what = [
    new Date(receivedAt).toISOString(),
    verdict,
    eventName,
    eventId,
    `pixel ${pixelId}`,
  ];
  const code = [error?.code, error?.error_subcode].filter((part) => part !== undefined).join('/');
  const why = fault === 'peer' ? 'another event of the request is at fault' : error?.error_user_msg;
  return [
    what.join('  '),
    ...(error ? [`  ${code}: ${why}`] : []),
    ...findings.map(({ rule, field, message }) => `  ${rule} at ${field}: ${message}`),
  ].join('\n');
}
