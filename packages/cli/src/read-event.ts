import { readFile } from 'node:fs/promises';
import type { CapiEvent } from '@meta-capi/core';
import type { Context } from './context.ts';
import { CommandError } from './output.ts';

/** The event (or the events, in an array) of a JSON file; `-` is standard input. */
export async function readEvents(file: string, { stdin }: Context): Promise<CapiEvent[]> {
  const text = file === '-' ? await readAll(stdin) : await readText(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CommandError('usage', `${nameOf(file)} is not JSON.`, example);
  }
  const events: unknown[] = Array.isArray(value) ? value : [value];
  if (events.length === 0) {
    throw new CommandError('usage', `${nameOf(file)} contains no event.`, example);
  }
  if (events.some((event) => typeof event !== 'object' || event === null)) {
    throw new CommandError('usage', `${nameOf(file)} holds a value that is not an event.`, example);
  }
  // The client checks every field, and reports what is wrong with it.
  return events as CapiEvent[];
}

const example =
  'Write one event such as { "eventName": "Lead", "userData": { "email": "…" } }, or an array of events.';

/** All of standard input. */
export async function readAll(stdin: Context['stdin']): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stdin) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new CommandError('usage', `${file} cannot be read.`, 'Give the path of a JSON file.');
  }
}

function nameOf(file: string): string {
  return file === '-' ? 'Standard input' : file;
}
