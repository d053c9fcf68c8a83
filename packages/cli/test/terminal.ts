import { run } from '../src/program.ts';

/** Runs a command line and returns what it printed. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  stdin = '',
): Promise<{ exitCode: number; stdout: string; stderr: string; json: () => never }> {
  let stdout = '';
  let stderr = '';
  const exitCode = await run(args, {
    env,
    stdin: (async function* () {
      yield stdin;
    })(),
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    untilInterrupted: () => new AbortController().signal,
  });
  return { exitCode, stdout, stderr, json: () => JSON.parse(stdout) as never };
}
