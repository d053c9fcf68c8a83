import type { Command } from 'commander';
import type { Context } from './context.ts';
import type { ExitCode } from './output.ts';

/** What a file of `commands/` needs to add its command. */
export interface Registry {
  readonly program: Command;
  /** Runs the implementation, which the file imports only here: `--help` loads none of them. */
  readonly execute: (implementation: (context: Context) => Promise<ExitCode>) => Promise<void>;
}

/** The last part of a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
}
