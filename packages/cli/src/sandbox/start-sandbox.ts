import { runCommandLine } from '@meta-capi/sandbox/run';
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
  { port, strict, record, replay }: SandboxFlags,
  context: Context,
): Promise<ExitCode> {
  const { output } = context;
  const signal = context.untilInterrupted();
  const args = [
    '--port',
    port,
    ...(strict ? ['--strict'] : []),
    ...(record === undefined ? [] : ['--record', record]),
    ...(replay === undefined ? [] : ['--replay', replay]),
  ];
  let problem = '';
  const { exitCode, server } = await runCommandLine(
    args,
    (text) => {
      if (!output.json) output.print(text, text);
    },
    (text) => {
      problem = text;
    },
  );
  if (server === undefined) {
    throw new CommandError(
      exitCode === 2 ? 'usage' : 'unavailable',
      problem,
      'meta-capi sandbox --help lists every option.',
    );
  }
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

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
