import { parseArgs } from 'node:util';

export interface CommandLine {
  readonly port: number;
  readonly strict: boolean;
  readonly record: string | undefined;
  readonly replay: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
}

export const usage = `npx --no-install meta-capi-sandbox [options]

A local Graph API that checks events by Meta's rules, and a page that shows the received events.

  --port <number>   Listens on this port instead of 4010; 0 selects any free port.
  --strict          Also refuses events with findings.
  --record <file>   Appends every request to a file, tokens redacted.
  --replay <file>   Starts with the requests of such a file, each at its original time.
  --help            Prints this help.
  --version         Prints the version.`;

const options = {
  port: { type: 'string', default: '4010' },
  strict: { type: 'boolean', default: false },
  record: { type: 'string' },
  replay: { type: 'string' },
  help: { type: 'boolean', default: false },
  version: { type: 'boolean', default: false },
} as const;

/** The parsed arguments, or one line that names the error. */
export function readCommandLine(args: readonly string[]): CommandLine | { readonly wrong: string } {
  try {
    const { port, record, replay, ...flags } = parseArgs({ args, options }).values;
    // Number('') is 0, which means any free port.
    if (!/^\d+$/.test(port) || Number(port) > 65_535) {
      return {
        wrong: withoutLongTexts(`--port must be a whole number from 0 to 65535, not '${port}'.`),
      };
    }
    return { ...flags, port: Number(port), record, replay };
  } catch (error) {
    // Node's later sentences are about arguments that begin with a dash.
    const [wrong] = (error instanceof Error ? error.message : String(error)).split(/[.]\s/);
    const names = Object.keys(options).map((name) => `--${name}`);
    return { wrong: `${withoutLongTexts(wrong ?? '')}. The options are ${names.join(', ')}.` };
  }
}

/** An argument may be a secret that was pasted in the wrong place. */
function withoutLongTexts(sentence: string): string {
  return sentence.replace(/'[^']{24,}'/g, "'…'");
}
