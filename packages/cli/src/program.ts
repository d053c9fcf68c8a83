import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { Command, CommanderError } from 'commander';
import { addBackfill } from './commands/backfill.ts';
import { addDeadLetters } from './commands/dead-letters.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain } from './commands/explain.ts';
import { addHash } from './commands/hash.ts';
import { addInit } from './commands/init.ts';
import { addListen } from './commands/listen.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addReplay } from './commands/replay.ts';
import { addSandbox } from './commands/sandbox.ts';
import { addSend } from './commands/send.ts';
import { addSimulate } from './commands/simulate.ts';
import { addTrigger } from './commands/trigger.ts';
import type { Context, Terminal } from './context.ts';
import { CommandError, createOutput, type ExitCode, exitCodes, type Output } from './output.ts';
import { packageFolder } from './package-folder.ts';
import { examples, type Registry } from './registry.ts';

/** In the order of `--help`. */
const commands: readonly ((registry: Registry) => void)[] = [
  addInit,
  addSandbox,
  addListen,
  addTrigger,
  addDoctor,
  addSend,
  addExplain,
  addHash,
  addSimulate,
  addReconcile,
  addReplay,
  addBackfill,
  addDeadLetters,
];

/** Runs one command line; returns its exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let context = contextOf(terminal, {});
  let exitCode: ExitCode = 'ok';
  const program = createProgram(context.output, terminal);
  const execute: Registry['execute'] = async (implementation) => {
    exitCode = await implementation(context);
  };
  for (const add of commands) add({ program, execute });
  for (const group of program.commands) group.helpCommand(false);
  for (const command of leavesOf(program)) addSharedOptions(command);
  program.hook('preAction', (_, command) => {
    // First, so that an error of --env-file is printed as --json asks for.
    context = contextOf(terminal, { json: command.opts()['json'] });
    context = contextOf(terminal, command.opts());
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes[exitCode];
  } catch (error) {
    return exitCodes[report(error, context.output)];
  }
}

function createProgram(output: Output, { stdout }: Terminal): Command {
  const { version } = JSON.parse(readFileSync(new URL('package.json', packageFolder), 'utf8')) as {
    version: string;
  };
  return new Command('meta-capi')
    .description(
      'Tries, checks and operates the Meta Conversions API from a terminal. Without configuration every command uses the local sandbox (meta-capi sandbox).',
    )
    .version(version, '--version', 'prints the version')
    .helpOption('-h, --help', 'prints this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      // An argument may be a secret that was pasted in the wrong place.
      writeErr: (text) => output.progress(text.trimEnd()),
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
    })
    .showHelpAfterError('Run the command with --help to see its options and examples.')
    .addHelpText(
      'after',
      `${examples(
        'meta-capi sandbox',
        'meta-capi send Purchase --value 20 --currency EUR --user externalId=42',
        'meta-capi listen --no-follow   # why is my Purchase counted twice?',
        'meta-capi doctor',
      )}
Secrets are read from environment variables or --env-file, never from flags.
Exit codes: 0 done, 1 a problem was found, 2 wrong usage, 3 a server is not reachable, 70 an error inside meta-capi.`,
    );
}

function leavesOf(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

function addSharedOptions(command: Command): void {
  command
    .option('--json', 'prints the result as JSON, for scripts')
    .option('--env-file <file>', 'reads environment variables from a file such as .env');
}

function contextOf(terminal: Terminal, options: { json?: unknown; envFile?: unknown }): Context {
  const { env: ownEnv, stdin, stdout, stderr, untilInterrupted } = terminal;
  // As with `node --env-file`, the environment is stronger than the file.
  const env =
    typeof options.envFile === 'string' ? { ...readEnvFile(options.envFile), ...ownEnv } : ownEnv;
  const output = createOutput(stdout, stderr, env, options.json === true);
  return { env, stdin, output, untilInterrupted };
}

function readEnvFile(file: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch {
    throw new CommandError(
      'usage',
      `--env-file: ${file} cannot be read.`,
      'Give the path of a file with lines such as META_PIXEL_ID=1234567890.',
    );
  }
}

/** Prints why the command ended; returns the exit code. */
function report(error: unknown, output: Output): ExitCode {
  // Commander printed its own message, or the help.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 'ok' : 'usage';
  const known = error instanceof CommandError;
  const message = known ? error.message : `Internal error: ${String(error)}`;
  const fix = known ? error.fix : 'Please report it, with the command that you ran.';
  if (output.json) output.print('', { error: message, fix });
  else output.progress(`error: ${message}\n  fix: ${fix}`);
  return known ? error.exitCode : 'internal';
}
