#!/usr/bin/env node
import { runCommandLine } from './run.ts';

const { exitCode, server } = await runCommandLine(
  process.argv.slice(2),
  (text) => console.log(text),
  (text) => console.error(text),
);
process.exitCode = exitCode;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server?.close());
