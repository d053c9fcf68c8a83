import { type NormalizedValue, normalizeUserDataValue, type PhoneParser } from '@meta-capi/core';
import type { Context } from '../context.ts';
import { CommandError, type ExitCode } from '../output.ts';
import { readAll } from '../read-event.ts';

export interface HashFlags {
  readonly key?: string;
  readonly country?: string;
}

/** Prints the normalised form and the digest of each value; a problem if one would not be sent. */
export async function hash(flags: HashFlags, context: Context): Promise<ExitCode> {
  if (context.stdin.isTTY === true) {
    context.output.progress('Reading standard input. End it with Ctrl+D.');
  }
  const values = valuesIn(await readAll(context.stdin), flags.key);
  const phone = await phoneParser(flags.country);
  let exitCode: ExitCode = 'ok';
  for (const [key, value] of values) {
    const result = normalizeUserDataValue(key, value, { country: flags.country, phone });
    if (result.sent === undefined) exitCode = 'problem';
    context.output.printPersonal(describe(key, result), { key, ...result });
  }
  return exitCode;
}

function describe(key: string, result: NormalizedValue): string {
  const { wireName, normalized, sent, problems } = result;
  const form = normalized ?? '(a SHA-256 already)';
  return [
    sent === undefined
      ? `${key.padEnd(12)}  not sent`
      : `${key.padEnd(12)}  ${form.padEnd(24)}  ${wireName}  ${sent}`,
    ...problems.map((problem) => `  ${problem}`),
  ].join('\n');
}

type Value = readonly [key: string, value: unknown];

function valuesIn(text: string, key: string | undefined): readonly Value[] {
  const trimmed = text.trim();
  if (trimmed === '') throw noValues('Standard input is empty.');
  if (key === undefined && trimmed.startsWith('{')) return valuesOfJson(trimmed);
  return trimmed.split(/\r?\n/).flatMap((line): readonly Value[] => {
    if (line.trim() === '') return [];
    if (key !== undefined) return [[key, line]];
    const [, name, value] = /^\s*(\w+)\s*[=:](.*)$/.exec(line) ?? [];
    // The line is personal data, and is not quoted.
    if (name === undefined) throw noValues('A line of standard input is not key=value.');
    return [[name, value]];
  });
}

function valuesOfJson(text: string): readonly Value[] {
  try {
    return Object.entries(JSON.parse(text) as object).flatMap(([key, value]) =>
      [value].flat().map((one): Value => [key, one]),
    );
  } catch {
    throw noValues('Standard input begins with { but is not JSON.');
  }
}

function noValues(message: string): CommandError {
  return new CommandError(
    'usage',
    message,
    'Write lines such as email=kim@example.com, a JSON object such as userData, or use --key.',
  );
}

/** National phone numbers need libphonenumber-js, an optional dependency of core. */
async function phoneParser(country: string | undefined): Promise<PhoneParser | undefined> {
  if (country === undefined) return undefined;
  try {
    const { phoneNumbers } = await import('@meta-capi/core/phone');
    return phoneNumbers(country.toUpperCase() as Parameters<typeof phoneNumbers>[0]);
  } catch {
    return undefined;
  }
}
