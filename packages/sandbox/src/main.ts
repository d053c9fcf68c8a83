import { parseArgs } from 'node:util';
import type { ReceivedEvent } from './received.ts';
import { type SandboxServer, startSandbox } from './server.ts';

const DEFAULT_PORT = 4010;
const KEEP = 20_000;

const options = {
  port: { type: 'string', default: String(DEFAULT_PORT) },
  strict: { type: 'boolean', default: false },
  record: { type: 'string' },
  replay: { type: 'string' },
} as const;

try {
  await start();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

async function start(): Promise<void> {
  const { port, strict, record, replay } = readOptions();
  try {
    const server = await startSandbox({ port: Number(port), strict, record, replay, keep: KEEP });
    announce(server, strict);
  } catch (error) {
    const cannot = `The sandbox cannot start on port ${port}; if it is taken, choose another with --port.`;
    throw new Error(`${cannot}\n${messageOf(error)}`, { cause: error });
  }
}

function readOptions(): ReturnType<typeof parseArgs<{ options: typeof options }>>['values'] {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    // What Node says after the first sentence is about arguments that begin with a dash.
    const [wrong] = messageOf(error).split('. ');
    const names = Object.keys(options).map((name) => `--${name}`);
    throw new Error(`${wrong}. The options are ${names.join(', ')}.`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function announce({ url, sandbox }: SandboxServer, strict: boolean): void {
  console.log(`Open ${url} to see what arrives.

Local Graph API at ${url}${strict ? ', in strict mode' : ''}

Point a client at it, with any pixel id and any token:
  createCapiClient({
    baseUrl: '${url}',
    pixelId: '1234567890',
    accessToken: 'any-text-of-20-characters-or-more',
    whenConsentUnknown: 'send',
  })
or post to it:
  ${url}/v26.0/1234567890/events

Every event received is printed here. Stop with Ctrl+C.
`);
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
