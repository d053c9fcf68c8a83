import { type CommandLineRun, runCommandLine } from '@meta-capi/sandbox/run';
import type { Context } from '../context.ts';
import { listen } from '../listen/listen.ts';
import { CommandError, type ExitCode } from '../output.ts';

export interface SandboxFlags {
  readonly port: string;
  readonly strict?: true;
  readonly record?: string;
  readonly replay?: string;
}

/** Runs a sandbox until Ctrl+C. With `--json`, each event is printed as `listen` prints it. */
export async function startSandboxCommand(
  flags: SandboxFlags,
  context: Context,
): Promise<ExitCode> {
  const { output } = context;
  const signal = context.untilInterrupted();
  let problem = '';
  const run = await runCommandLine(
    argumentsOf(flags),
    (text) => {
      if (!output.json) output.print(text, text);
    },
    (text) => {
      problem = text;
    },
  );
  const { server } = run;
  if (server === undefined) throw failureOf(run, problem, flags);
  try {
    if (output.json) {
      output.print('', { url: server.url });
      return await listen(
        { sandbox: server.url, all: true, follow: true },
        { ...context, untilInterrupted: () => signal },
      );
    }
    await untilAborted(signal);
    return 'ok';
  } finally {
    await server.close();
  }
}

function failureOf(
  { exitCode, isPortInUse }: CommandLineRun,
  problem: string,
  { port }: SandboxFlags,
): CommandError {
  if (isPortInUse) {
    return new CommandError(
      'usage',
      `Port ${port} is already in use, perhaps by another sandbox.`,
      'Use --port 0, which selects any free port, or stop the other one.',
    );
  }
  return new CommandError(
    exitCode === 2 ? 'usage' : 'unavailable',
    problem,
    'meta-capi sandbox --help lists every option.',
  );
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function argumentsOf({ port, strict, record, replay }: SandboxFlags): readonly string[] {
  return [
    '--port',
    port,
    ...(strict ? ['--strict'] : []),
    ...(record === undefined ? [] : ['--record', record]),
    ...(replay === undefined ? [] : ['--replay', replay]),
  ];
}
