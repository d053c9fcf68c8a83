#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { type CommandLine, readCommandLine, usage } from './command-line.ts';
import { startSandbox } from './http/server.ts';
import { objectOrEmpty } from './judge/json.ts';
import { printEvents } from './print-events.ts';

const limits = { keep: 20_000, keepBytes: 64_000_000 };

const commandLine = readCommandLine(process.argv.slice(2));
if ('wrong' in commandLine) fail(2, commandLine.wrong);
else if (commandLine.help) console.log(usage);
else if (commandLine.version) console.log(version());
else await start(commandLine).catch((error: unknown) => fail(1, whyNot(error, commandLine)));

async function start({ port, strict, record, replay }: CommandLine): Promise<void> {
  const server = await startSandbox({ port, strict, record, replay, ...limits });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.close());
  console.log(welcome(server.url, strict));
  printEvents(server.sandbox);
}

function fail(exitCode: number, message: string): void {
  console.error(message);
  process.exitCode = exitCode;
}

function whyNot(error: unknown, { port }: CommandLine): string {
  if (objectOrEmpty(error)['code'] === 'EADDRINUSE') {
    return `Port ${port} is already in use, perhaps by another sandbox. Stop it, or choose another port with --port (0 selects any free port).`;
  }
  return error instanceof Error ? error.message : String(error);
}

function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return String(objectOrEmpty(manifest)['version']);
}

function welcome(url: string, strict: boolean): string {
  return `Open ${url} to see the received events.

Local Graph API at ${url}${strict ? ', in strict mode' : ''}

Point a client at it, with any pixel id and any token:
  createCapiClient({
    baseUrl: '${url}',
    pixelId: '1234567890',
    accessToken: 'any-text-of-20-characters-or-more',
    whenConsentUnknown: 'send',
  })
or, with configFromEnv(process.env), set
  META_CAPI_BASE_URL=${url} META_PIXEL_ID=1234567890 META_CAPI_ACCESS_TOKEN=any-text-of-20-characters-or-more
or send a request yourself:
  ${url}/v27.0/1234567890/events

Point the Pixel at it:
  libraryUrl: '${url}/en_US/fbevents.js'

Every event received is printed here. Stop with Ctrl+C.
`;
}
