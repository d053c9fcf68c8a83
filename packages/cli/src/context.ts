import type { Output, Stream } from './output.ts';

/** The process that the command line runs in. Tests replace it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean | undefined };
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Aborts with Ctrl+C. Call it only in a command that then ends by itself. */
  readonly untilInterrupted: () => AbortSignal;
}

/** What the implementation of a command gets, next to its options. */
export interface Context {
  /** The environment, with the variables of `--env-file`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Terminal['stdin'];
  readonly output: Output;
  readonly untilInterrupted: () => AbortSignal;
}
