import { parseArgs } from 'node:util';
import type { ReceivedEvent } from './received.ts';
import { startSandbox } from './server.ts';

const DEFAULT_PORT = 4010;
const POLL_MS = 200;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: String(DEFAULT_PORT) },
    strict: { type: 'boolean', default: false },
  },
});
const { url, sandbox } = await startSandbox({ port: Number(values.port), strict: values.strict });
console.log(`Local Graph API at ${url}${values.strict ? ' (strict)' : ''}

Point a client at it:
  createCapiClient({ baseUrl: '${url}', pixelId: '1234567890', accessToken: 'any-text', … })
or send an event by hand:
  curl ${url}/v26.0/1234567890/events -H 'content-type: application/json' -d '{ "access_token": "any-text", "data": [ … ] }'
`);

let printed = 0;
setInterval(() => {
  for (const event of sandbox.events.slice(printed)) console.log(describe(event));
  printed = sandbox.events.length;
}, POLL_MS);

function describe(received: ReceivedEvent): string {
  const {
    receivedAt,
    verdict,
    eventName = '?',
    eventId = '-',
    pixelId,
    error,
    findings,
  } = received;
  const why = error ? [`${error.code}/${error.error_subcode ?? '-'} ${error.error_user_msg}`] : [];
  const found = findings.map(({ rule, field }) => `${rule} (${field})`);
  return [
    [new Date(receivedAt).toISOString(), verdict, eventName, eventId, `pixel ${pixelId}`].join(
      '  ',
    ),
    ...[...why, ...found].map((line) => `  ${line}`),
  ].join('\n');
}
