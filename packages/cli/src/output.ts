import { redactPersonalData, redactSecrets } from './redaction.ts';

/** The exit codes of every command; README.md documents them. */
export const exitCodes = {
  /** The command did what it was asked to do. */
  ok: 0,
  /** It ran, and its answer is bad: an event was not accepted, a check failed, two sides differ. */
  problem: 1,
  /** A flag, a file or the configuration is wrong. Nothing was sent. */
  usage: 2,
  /** A server could not be reached or did not answer. */
  unavailable: 3,
  /** An error inside meta-capi. */
  internal: 70,
} as const;

export type ExitCode = keyof typeof exitCodes;

/** Ends a command: `message` names the flag or field, and `fix` what to do about it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;
  readonly fix: string;

  constructor(exitCode: ExitCode, message: string, fix: string) {
    super(message);
    this.exitCode = exitCode;
    this.fix = fix;
  }
}

export interface Output {
  /** Was `--json` given? */
  readonly json: boolean;
  /** Prints a result to standard output: `text` for people, or `value` as one line of JSON. */
  readonly print: (text: string, value: unknown) => void;
  /** Like `print`, for results whose purpose is to show the user's own personal data. */
  readonly printPersonal: (text: string, value: unknown) => void;
  /** Prints progress to standard error. */
  readonly progress: (text: string) => void;
}

export interface Stream {
  write(text: string): unknown;
}

/** Nothing is printed by another way, so that no secret is ever printed. */
export function createOutput(
  stdout: Stream,
  stderr: Stream,
  env: Readonly<Record<string, string | undefined>>,
  json: boolean,
): Output {
  const lineOf = (text: string, value: unknown): string =>
    redactSecrets(json ? JSON.stringify(value) : printable(text), env);
  return {
    json,
    print: (text, value) => stdout.write(`${redactPersonalData(lineOf(text, value))}\n`),
    printPersonal: (text, value) => stdout.write(`${lineOf(text, value)}\n`),
    progress: (text) =>
      stderr.write(`${redactPersonalData(redactSecrets(printable(text), env))}\n`),
  };
}

/** Without control characters, with which a received value could change the terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '\uFFFD');
}
