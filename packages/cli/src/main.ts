#!/usr/bin/env node
import { run } from './program.ts';

// `meta-capi listen | head` closes the pipe before the command ends.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  untilInterrupted: () => {
    const interrupt = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupt.abort());
    return interrupt.signal;
  },
});
