import { run } from '../src/program.ts';

/** What a command line printed. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The whole of standard output as one JSON value. */
  readonly json: () => never;
  /** Each line of standard output as JSON. */
  readonly lines: () => readonly Record<string, unknown>[];
}

/** Runs a command line in this process, and returns what it printed. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  stdin = '',
  { signal = new AbortController().signal, onOutput }: RunOptions = {},
): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const exitCode = await run(args, {
    env,
    stdin: (async function* () {
      yield stdin;
    })(),
    stdout: {
      write: (text) => {
        stdout += text;
        onOutput?.(stdout);
      },
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
    },
    untilInterrupted: () => signal,
  });
  return {
    exitCode,
    stdout,
    stderr,
    json: () => JSON.parse(stdout) as never,
    lines: () =>
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

interface RunOptions {
  /** Aborts as Ctrl+C does. */
  readonly signal?: AbortSignal;
  /** Receives standard output so far, at each line. */
  readonly onOutput?: (stdout: string) => void;
}
