import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname } from 'node:path';
import { text } from 'node:stream/consumers';

export interface LambdaOptions {
  /** The path of the file that exports `handler`. */
  file: string;
  env: Readonly<Record<string, string>>;
  /** The command that starts Node, e.g. with another name server. @default [process.execPath] */
  command?: readonly string[] | undefined;
}

export interface Invocation {
  kind: 'error' | 'response' | 'timeout';
  body: unknown;
  /** From handing over the event; a cold start comes before that. */
  ms: number;
}

interface Limits {
  /** When the invocation is given up and its process killed, ms. @default 5000 */
  timeoutMs?: number | undefined;
  /** What the function is told of it, ms. @default timeoutMs */
  toldMs?: number | undefined;
}

/**
 * One Lambda execution environment: a process that is frozen whenever it waits for an invocation,
 * and killed at the end of its time.
 */
export interface Lambda {
  invoke(event: unknown, limits?: Limits): Promise<Invocation>;
  /** As Cognito does: up to three attempts where one takes too long. */
  cognito(event: unknown, limits?: Limits): Promise<Invocation & { attempts: number }>;
  /** Everything the function wrote to standard output and standard error, one entry a line. */
  readonly log: readonly string[];
  /** Ends the process: the next invocation is a cold start. */
  recycle: () => void;
  close: () => void;
}

export async function startLambda(options: LambdaOptions): Promise<Lambda> {
  const log: string[] = [];
  let child: ChildProcess | undefined;
  /** Part of the address that the child is told: a killed one's last words may come late. */
  let generation = 0;
  let waiting: ServerResponse | undefined;
  let onWaiting: (() => void) | undefined;
  let onAnswer: ((answer: { kind: 'error' | 'response'; body: unknown }) => void) | undefined;

  const api = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://runtime');
    if (!pathname.startsWith(`/${generation}/`)) {
      response.destroy();
      return;
    }
    if (pathname.endsWith('/invocation/next')) {
      waiting = response;
      child?.kill('SIGSTOP');
      onWaiting?.();
      return;
    }
    void text(request).then((body) => {
      response.writeHead(202).end('{}');
      const kind = pathname.endsWith('/response') ? 'response' : 'error';
      onAnswer?.({ kind, body: JSON.parse(body) });
      return undefined;
    });
  });
  await new Promise<void>((resolve) => {
    api.listen(0, '127.0.0.1', resolve);
  });
  const { port } = api.address() as AddressInfo;

  function start(): void {
    const { command = [process.execPath], file, env } = options;
    const [program = process.execPath, ...before] = command;
    const loop = new URL('runtime-loop.mjs', import.meta.url).pathname;
    child = spawn(program, [...before, loop], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}/${generation}`,
        LAMBDA_TASK_ROOT: dirname(file),
        _HANDLER: basename(file),
        ...env,
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        log.push(...chunk.split('\n').filter((line) => line !== ''));
      });
    }
  }

  function recycle(): void {
    child?.kill('SIGKILL');
    child = undefined;
    waiting = undefined;
    generation += 1;
  }

  async function next(): Promise<ServerResponse> {
    if (child === undefined) start();
    if (waiting === undefined) {
      await new Promise<void>((resolve) => {
        onWaiting = resolve;
      });
    }
    const response = waiting as unknown as ServerResponse;
    waiting = undefined;
    return response;
  }

  async function invoke(event: unknown, limits: Limits = {}): Promise<Invocation> {
    const { timeoutMs = 5000, toldMs = timeoutMs } = limits;
    const response = await next();
    const startedAt = performance.now();
    const answered = new Promise<{ kind: 'error' | 'response'; body: unknown }>((resolve) => {
      onAnswer = resolve;
    });
    child?.kill('SIGCONT');
    response.setHeader('lambda-runtime-aws-request-id', randomUUID());
    response.setHeader('lambda-runtime-deadline-ms', Date.now() + toldMs);
    response.end(JSON.stringify(event));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<{ kind: 'timeout'; body: undefined }>((resolve) => {
      timer = setTimeout(() => resolve({ kind: 'timeout', body: undefined }), timeoutMs);
    });
    const answer = await Promise.race([answered, tooLate]);
    clearTimeout(timer);
    if (answer.kind === 'timeout') recycle();
    return { ...answer, ms: performance.now() - startedAt };
  }

  return {
    invoke,
    async cognito(event, limits) {
      for (let attempts = 1; ; attempts += 1) {
        const invocation = await invoke(event, limits);
        if (invocation.kind !== 'timeout' || attempts === 3) return { ...invocation, attempts };
      }
    },
    log,
    recycle,
    close() {
      recycle();
      api.closeAllConnections();
      api.close();
    },
  };
}
