import { readFileSync } from 'node:fs';
import { type CommandLine, readCommandLine, usage } from './command-line.ts';
import { type SandboxServer, startSandbox } from './http/server.ts';
import { objectOrEmpty } from './judge/json.ts';
import { printEvents } from './print-events.ts';

const limits = { keep: 20_000, keepBytes: 64_000_000 };

/** The sandbox's command line, for a program that offers it as one of its commands. */
export interface CommandLineRun {
  readonly exitCode: 0 | 1 | 2;
  /** The port is in use by another program. */
  readonly isPortInUse?: boolean;
  /** The sandbox that was started; it runs until the process gets a signal. */
  readonly server?: SandboxServer;
}

/**
 * Runs the command `meta-capi-sandbox` with these arguments. `print` receives the result and then each event.
 * `printError` receives errors.
 */
export async function runCommandLine(
  args: readonly string[],
  print: (text: string) => void,
  printError: (text: string) => void,
): Promise<CommandLineRun> {
  const commandLine = readCommandLine(args);
  if ('wrong' in commandLine) {
    printError(commandLine.wrong);
    return { exitCode: 2 };
  }
  if (commandLine.help || commandLine.version) {
    print(commandLine.help ? usage : version());
    return { exitCode: 0 };
  }
  const { port, strict, record, replay } = commandLine;
  try {
    const server = await startSandbox({ port, strict, record, replay, ...limits });
    print(welcome(server.url, strict));
    printEvents(server.sandbox, print);
    return { exitCode: 0, server };
  } catch (error) {
    printError(whyNot(error, commandLine));
    return { exitCode: 1, isPortInUse: isPortInUse(error) };
  }
}

function whyNot(error: unknown, { port }: CommandLine): string {
  if (isPortInUse(error)) {
    return `Port ${port} is already in use, perhaps by another sandbox. Stop it, or choose another port with --port (0 selects any free port).`;
  }
  return error instanceof Error ? error.message : String(error);
}

function isPortInUse(error: unknown): boolean {
  return objectOrEmpty(error)['code'] === 'EADDRINUSE';
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
