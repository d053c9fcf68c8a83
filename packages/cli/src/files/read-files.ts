import { readFile } from 'node:fs/promises';
import type { Context } from '../context.ts';
import { CommandError } from '../output.ts';
import { type JsonRecord, type Problem, readJsonRecords } from './json-records.ts';

export interface FileText {
  /** As given; `-` is standard input. */
  readonly file: string;
  readonly text: string;
}

/** @throws CommandError that names the file that cannot be read */
export async function readTexts(
  files: readonly string[],
  stdin: Context['stdin'],
): Promise<readonly FileText[]> {
  const texts: FileText[] = [];
  for (const file of files) {
    texts.push({ file, text: file === '-' ? await textOf(stdin) : await textOfFile(file) });
  }
  return texts;
}

/** The JSON values of several files, in order. */
export async function readRecords(
  files: readonly string[],
  stdin: Context['stdin'],
): Promise<{ records: readonly JsonRecord[]; problems: readonly Problem[] }> {
  const read = (await readTexts(files, stdin)).map(({ file, text }) => readJsonRecords(text, file));
  return {
    records: read.flatMap(({ records }) => records),
    problems: read.flatMap(({ problems }) => problems),
  };
}

async function textOfFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code: unknown = Object(error).code;
    throw new CommandError(
      'usage',
      `Cannot read ${file}${typeof code === 'string' ? ` (${code})` : ''}.`,
      'Give the path of a readable file, or - for standard input.',
    );
  }
}

async function textOf(stdin: Context['stdin']): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stdin) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
